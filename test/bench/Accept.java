package bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code POST /v1/jobs} with a type that does nothing, accepted and run, in memory and on disk, beside servers that do nothing
 * but answer: the JDK's own, and nginx.
 */
final class Accept {

    private static final int CONNECTIONS = 64;
    private static final int ROUNDS = 7;
    private static final int SECONDS = 4;
    /** Until the compiler has nothing left to do: a server's first seconds say little about its days. */
    private static final int WARM_UP = 25;

    private Accept() { }

    static void measure() throws Exception {
        if (!Wrk.isInstalled()) {
            System.err.println("accept needs wrk, which is in the packages of Debian and of Homebrew");
            System.exit(2);
        }
        try (var folder = new Folder(); var bare = ServerProcess.start(BareServer.class);
             var memory = ServerProcess.start(NoopServer.class); var durable = ServerProcess.start(NoopServer.class, folder.path());
             var nginxFolder = new Folder(); var nginx = Nginx.start(nginxFolder)) {
            if (nginx == null) {
                System.out.println("without nginx, which is not installed (Debian's packages nginx-light and nginx have it)");
            }
            measure(List.of(bare, memory, durable), nginx);
        }
    }

    private static void measure(List<ServerProcess> servers, Nginx nginx) throws Exception {
        var urls = new ArrayList<>(servers.stream().map(ServerProcess::url).toList());
        if (nginx != null) {
            urls.add(nginx.url());
        }
        for (String url : urls) {
            post(url, WARM_UP);
        }
        var rates = new double[urls.size()][ROUNDS];
        var micros = new double[servers.size()][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < rates.length; i++) {
                Duration before = i < micros.length ? servers.get(i).cpu() : Duration.ZERO;
                rates[i][round] = post(urls.get(i), SECONDS);
                if (i < micros.length) {
                    micros[i][round] = servers.get(i).cpu().minus(before).toNanos() / 1_000.0 / (rates[i][round] * SECONDS);
                }
            }
        }
        Figures.print("bare HttpServer, fixed 202", rates[0], "requests/s");
        Figures.print("POST /v1/jobs, no-op jobs in memory", rates[1], "requests/s");
        Figures.print("POST /v1/jobs, no-op jobs on disk", rates[2], "requests/s");
        Figures.print("in memory", Figures.ratios(rates[1], rates[0]), "of the bare server (at least 0.80 is the aim)");
        Figures.print("on disk", Figures.ratios(rates[2], rates[1]), "of that in memory (at least 0.60 is the aim)");
        // Of a shared machine this says more: what others do takes the server's time, and less so its work.
        Figures.print("bare HttpServer", micros[0], "us of processor time a request");
        Figures.print("in memory", micros[1], "us of processor time a request");
        Figures.print("on disk", micros[2], "us of processor time a request");
        if (rates.length > 3) {
            Figures.print("nginx, fixed 202", rates[3], "requests/s");
            Figures.print("bare HttpServer", Figures.ratios(rates[0], rates[3]), "of nginx");
            Figures.print("in memory", Figures.ratios(rates[1], rates[3]), "of nginx");
        }
    }

    private static double post(String url, int seconds) throws Exception {
        return Wrk.post(url + "/v1/jobs", "{\"type\":\"noop\",\"input\":{\"order\":17}}", CONNECTIONS, seconds);
    }
}
