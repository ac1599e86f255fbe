package bench;

import dev.meanwhile.Meanwhile;
import java.nio.file.Path;

/** What is measured: a whole server with one job type that does nothing, its jobs in the given folder or in memory. */
final class NoopServer {

    private NoopServer() { }

    public static void main(String[] arguments) {
        var app = new Meanwhile().port(0).job("noop", Object.class, (input, context) -> null);
        if (arguments.length > 0) {
            app.data(Path.of(arguments[0]));
        } else {
            app.inMemory();
        }
        System.out.println(app.start().uri());
    }
}
