package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load: wrk, which sends the same POST over and over on kept-alive connections. */
final class Wrk {

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)|Socket errors: (.*)");

    private Wrk() { }

    static boolean isInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder("wrk", "-v").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start().waitFor() >= 0;
        } catch (IOException absent) {
            return false;
        }
    }

    /** Returns the requests per second that {@code url} answered. */
    static double post(String url, String body, int connections, int seconds) throws IOException, InterruptedException {
        Path script = Files.createTempFile("wrk", ".lua");
        try {
            Files.writeString(script, """
                    wrk.method = "POST"
                    wrk.headers["Content-Type"] = "application/json"
                    wrk.body = '%s'
                    """.formatted(body));
            return rate(List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "-s", script.toString(), url));
        } finally {
            Files.delete(script);
        }
    }

    private static double rate(List<String> command) throws IOException, InterruptedException {
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(wrk.getInputStream().readAllBytes());
        wrk.waitFor();
        Matcher bad = BAD.matcher(output);
        Matcher rate = RATE.matcher(output);
        if (bad.find() || !rate.find()) {
            throw new IOException("wrk did not run cleanly:\n" + output);
        }
        return Double.parseDouble(rate.group(1));
    }
}
