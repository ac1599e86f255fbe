package dev.meanwhile.http;

import java.nio.charset.StandardCharsets;

/** {@code /problems/<name>}: what each problem type means, for the person who follows its URI. */
final class ProblemRoutes {

    private static final String HTML = "text/html; charset=utf-8";

    void addTo(Router router) {
        router.add("GET", "/problems", exchange -> send(exchange, index()));
        router.add("GET", "/problems/{name}", this::get);
    }

    private void get(Exchange exchange) throws Exception {
        Problem problem = Problem.named(exchange.parameter("name"));
        if (problem == null) {
            throw ProblemException.of(Problem.NOT_FOUND,
                    "there is no problem type \"" + exchange.parameter("name") + "\"; all of them are at /problems");
        }
        send(exchange, page(problem.title(), "<p>Status " + problem.status() + ", type <code>" + problem.type() + "</code></p>\n<p>"
                + escaped(problem.help()) + "</p>\n<p><a href=\"/problems\">All problem types</a></p>"));
    }

    private static String index() {
        var list = new StringBuilder("<ul>\n");
        for (Problem problem : Problem.all()) {
            list.append("<li>").append(problem.status()).append(" <a href=\"").append(problem.type()).append("\">")
                    .append(escaped(problem.title())).append("</a></li>\n");
        }
        return page("Problem types", list.append("</ul>").toString());
    }

    private static void send(Exchange exchange, String page) throws Exception {
        exchange.query().allowOnly();
        exchange.send(200, HTML, page.getBytes(StandardCharsets.UTF_8));
    }

    private static String page(String title, String content) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <meta name="color-scheme" content="light dark">
                <title>%1$s - Meanwhile</title>
                </head>
                <body>
                <h1>%1$s</h1>
                %2$s
                </body>
                </html>
                """.formatted(escaped(title), content);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
