package bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The other reference: nginx, which answers a fixed 202 from as many workers as there are processors. */
final class Nginx implements AutoCloseable {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it on a free port, with all it writes in {@code folder}; returns null if it is not installed. */
    static Nginx start(Folder folder) throws IOException {
        Path home = Path.of(folder.path()).toAbsolutePath();
        int port = freePort();
        Files.writeString(home.resolve("nginx.conf"), """
                daemon off;
                worker_processes auto;
                pid nginx.pid;
                error_log error.log;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    keepalive_requests 1000000000;
                    default_type application/json;
                    server {
                        listen 127.0.0.1:%d;
                        location / { return 202 '{"status":"accepted"}\\n'; }
                    }
                }
                """.formatted(port));
        Process process;
        try {
            process = new ProcessBuilder("nginx", "-p", home.toString(), "-c", "nginx.conf", "-e", "error.log")
                    .redirectErrorStream(true).redirectOutput(home.resolve("output").toFile()).start();
        } catch (IOException absent) {
            return null;
        }
        var nginx = new Nginx(process, port);
        boolean started = false;
        try {
            nginx.awaitStart(home);
            started = true;
            return nginx;
        } finally {
            if (!started) {
                nginx.close();
            }
        }
    }

    private void awaitStart(Path home) throws IOException {
        long start = System.nanoTime();
        while (true) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() - start > PATIENCE) {
                    throw new IOException("nginx did not start: " + Files.readString(home.resolve("output")), notYet);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Asks the master process to end, which ends its workers. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
