package dev.meanwhile;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A server with one long job, which adds a line to a file for each row, and goes on after its last checkpoint. Prints where it is
 * and each row; ends with its process.
 */
final class ImportServer {

    private ImportServer() { }

    /** What there is to do, and where to put it. */
    record Import(int rows, String file) { }

    /** How far that is done. */
    record Done(int rows) { }

    public static void main(String[] arguments) throws InterruptedException {
        var app = new Meanwhile().port(0).data(Path.of(arguments[0]));
        app.job("import", Import.class, (todo, context) -> {
            int from = context.state(Done.class).orElse(new Done(0)).rows();
            System.out.println("from " + from);
            for (int row = from; row < todo.rows(); row++) {
                Files.writeString(Path.of(todo.file()), row + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                context.checkpoint(new Done(row + 1));
                System.out.println("row " + row);
            }
            return from;
        });
        app.start();
        if (arguments.length > 1) {
            UUID id = app.submit("import", new Import(Integer.parseInt(arguments[1]), arguments[2])).id();
            System.out.println("id " + id);
        }
        System.out.println("url " + app.uri());
        new CountDownLatch(1).await(100, TimeUnit.SECONDS);
        // Whoever started it has had time to end it.
        Runtime.getRuntime().halt(1);
    }
}
