package crash;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code make crash}: ends the server over and over, at any moment, while clients submit jobs to it, and counts the accepted
 * jobs that are lost. There are to be none.
 */
final class Crash {

    private Crash() { }

    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException mistaken) {
            System.err.println(mistaken.getMessage());
            System.exit(2);
            return;
        }
        Path folder = options.folder() == null ? Files.createTempDirectory("meanwhile-crash") : Files.createDirectories(options.folder());
        System.out.println(options);
        // A server whose harness is gone would run for ever.
        Runtime.getRuntime().addShutdownHook(new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
        Report report = new Ordeal(options, folder, System.out).run();
        report.print(System.out);
        boolean disposable = report.isGood() && options.folder() == null;
        System.out.println((report.isGood() ? "GOOD" : "BAD") + ", seed " + options.seed() + (disposable ? "" : ", files in " + folder));
        if (disposable) {
            Ordeal.delete(folder);
        }
        System.exit(report.isGood() ? 0 : 1);
    }
}
