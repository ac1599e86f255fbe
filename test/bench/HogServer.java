package bench;

import com.sun.net.httpserver.HttpServer;
import dev.meanwhile.Meanwhile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * A server that is given jobs to compute which nobody has declared to compute: {@code meanwhile}, or {@code plain}, the JDK's
 * own server with a virtual thread for each request and each job. Prints its address. For each line {@code <jobs> <pieces>} it
 * reads it starts so many jobs at once, and prints how many seconds it took until all were done.
 */
final class HogServer {

    private static final byte[] OK = "{\"status\":\"ok\"}\n".getBytes(StandardCharsets.UTF_8);

    /** Lines that will ever be read; each has a job type of its own, which nothing is known about yet. */
    private static final int LINES = 8;

    private static final CountDownLatch[] LEFT = new CountDownLatch[LINES];

    /** How a server starts a job. */
    private interface Hoster {
        void start(int line, long pieces);
    }

    private HogServer() { }

    public static void main(String[] arguments) throws Exception {
        Hoster hoster = arguments[0].equals("meanwhile") ? meanwhile() : plain();
        try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (int i = 0; i < LINES; i++) {
                String line = lines.readLine();
                if (line == null) {
                    break;
                }
                String[] words = line.split(" ");
                run(hoster, i, Integer.parseInt(words[0]), Long.parseLong(words[1]));
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static void run(Hoster hoster, int line, int jobs, long pieces) throws InterruptedException {
        LEFT[line] = new CountDownLatch(jobs);
        long start = System.nanoTime();
        for (int i = 0; i < jobs; i++) {
            hoster.start(line, pieces);
        }
        LEFT[line].await();
        System.out.println((System.nanoTime() - start) / 1e9);
    }

    private static void hog(int line, long pieces) {
        if (Work.compute(pieces) == 0) {
            throw new AssertionError("xorshift never gives zero");
        }
        LEFT[line].countDown();
    }

    private static Hoster meanwhile() {
        var app = new Meanwhile().port(0).inMemory();
        for (int i = 0; i < LINES; i++) {
            int line = i;
            app.job("hog" + line, Long.class, (pieces, context) -> {
                hog(line, pieces);
                return null;
            });
        }
        System.out.println(app.start().uri());
        return (line, pieces) -> app.submit("hog" + line, pieces);
    }

    private static Hoster plain() throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, OK.length);
                exchange.getResponseBody().write(OK);
            }
        });
        server.start();
        System.out.println("http://127.0.0.1:" + server.getAddress().getPort());
        return (line, pieces) -> Thread.ofVirtual().start(() -> hog(line, pieces));
    }
}
