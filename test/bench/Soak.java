package bench;

import dev.meanwhile.Meanwhile;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.Keep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Jobs flow for minutes: some are delayed, some fail, one in ten writes a log. Prints, every so often, what must stay flat: the
 * heap after a collection, the files, and the bytes of the folder.
 */
final class Soak {

    private static final int THREADS = 32;
    private static final Duration EVERY = Duration.ofSeconds(15);

    private Soak() { }

    /** Runs for four minutes, and prints what it prints. */
    static void measure() throws Exception {
        try (var folder = new Folder(); var soak = ServerProcess.start(Soak.class, folder.path(), "240")) {
            for (String line = soak.line(); line != null; line = soak.line()) {
                System.out.println(line);
            }
        }
    }

    /** Runs for the given number of seconds in the given folder. */
    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[1]));
        var jobs = new AtomicLong();
        var app = new Meanwhile().port(0).data(folder).keep(new Keep(Duration.ofMinutes(1), Duration.ofMinutes(1), 20_000, 1L << 30))
                .job("noop", Integer.class, (input, context) -> {
                    if (input % 10 == 0) {
                        context.log("line " + input);
                    }
                    if (input % 100 == 1) {
                        throw new IllegalStateException("one in a hundred");
                    }
                    return input;
                }).start();
        for (int i = 0; i < THREADS; i++) {
            Thread.ofVirtual().start(() -> {
                while (System.nanoTime() - end < 0) {
                    int number = ThreadLocalRandom.current().nextInt(1_000_000);
                    var delay = Duration.ofMillis(number % 7 == 0 ? number % 2_000 : 0);
                    app.submit("noop", number, JobOptions.NONE.withDelay(delay).withTags("t" + number % 10));
                    jobs.incrementAndGet();
                }
            });
        }
        System.out.println("started");
        while (System.nanoTime() - end < 0) {
            TimeUnit.NANOSECONDS.sleep(EVERY.toNanos());
            System.gc();
            long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            List<Path> files = files(folder);
            System.out.printf(Locale.ROOT, "%,11d jobs, heap %4d MiB, %6d files, %5d MiB%n", jobs.get(), heap >> 20, files.size(),
                    bytes(files) >> 20);
        }
        Runtime.getRuntime().halt(0);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.find(folder, 9, (path, attributes) -> attributes.isRegularFile())) {
            return all.toList();
        } catch (java.io.UncheckedIOException goneMeanwhile) {
            return List.of();
        }
    }

    private static long bytes(List<Path> files) {
        return files.stream().mapToLong(file -> file.toFile().length()).sum();
    }
}
