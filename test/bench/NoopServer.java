package bench;

import dev.meanwhile.Meanwhile;

/** What is measured: a whole server with one job type that does nothing, its jobs in memory. */
final class NoopServer {

    private NoopServer() { }

    public static void main(String[] arguments) {
        var app = new Meanwhile().inMemory().port(0).job("noop", Object.class, (input, context) -> null).start();
        System.out.println(app.uri());
    }
}
