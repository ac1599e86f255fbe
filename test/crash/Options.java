package crash;

import java.nio.file.Path;

/**
 * What a run is to be like.
 *
 * @param kills           how often the server is ended
 * @param seed            what all random decisions come from
 * @param clients         how many clients submit at once
 * @param seconds         how long they submit if there are no kills
 * @param longest         how long the server lives at most after it has started, in milliseconds
 * @param keep            how many finished jobs the server remembers
 * @param heap            the server's heap, as -Xmx has it
 * @param fsync           when the server forces the disk; a kill takes nothing that was written, forced or not
 * @param idempotency     whether some submissions have an Idempotency-Key, and are repeated until they are answered
 * @param rerunAfterCrash whether some jobs say that they are not to be run again
 * @param folder          where the server's files are and stay; null takes a temporary one, deleted after a clean run
 */
record Options(int kills, long seed, int clients, int seconds, int longest, int keep, String heap, String fsync, boolean idempotency,
        boolean rerunAfterCrash, Path folder) {

    static final String USAGE = """
            --kills N                   how often the server is ended, 0 for a run in peace (200)
            --seed N                    what all random decisions come from (another one each time)
            --clients N                 how many clients submit at once (16)
            --seconds N                 how long they submit if there are no kills (5)
            --longest MS                how long the server lives at most after it has started (1500)
            --keep N                    how many finished jobs the server remembers (100000)
            --heap SIZE                 the server's heap (512m)
            --fsync WHEN                when the server forces the disk: always, interval or never (always)
            --idempotency               submit some jobs with an Idempotency-Key until they are answered
            --rerun-after-crash-option  submit some jobs with "rerunAfterCrash": false
            --folder PATH               where the server's files are to be, and to stay
            """;

    /**
     * Reads arguments.
     *
     * @throws IllegalArgumentException if one is not as {@link #USAGE} has it; the message names it
     */
    static Options parse(String... arguments) {
        int kills = 200;
        long seed = System.nanoTime() & 0xffffff;
        int clients = 16;
        int seconds = 5;
        int longest = 1500;
        int keep = 100_000;
        String heap = "512m";
        String fsync = "always";
        boolean idempotency = false;
        boolean rerunAfterCrash = false;
        Path folder = null;
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i];
            String value = i + 1 < arguments.length ? arguments[i + 1] : "";
            switch (name) {
                case "--kills" -> kills = number(name, value, 0);
                case "--seed" -> seed = number(name, value, 0);
                case "--clients" -> clients = number(name, value, 1);
                case "--seconds" -> seconds = number(name, value, 1);
                case "--longest" -> longest = number(name, value, 100);
                case "--keep" -> keep = number(name, value, 4000);
                case "--heap" -> heap = value;
                case "--fsync" -> fsync = value;
                case "--folder" -> folder = Path.of(value).toAbsolutePath();
                case "--idempotency" -> idempotency = true;
                case "--rerun-after-crash-option" -> rerunAfterCrash = true;
                default -> throw new IllegalArgumentException(name + " is unknown; known:\n" + USAGE);
            }
            if (!name.equals("--idempotency") && !name.equals("--rerun-after-crash-option")) {
                i++;
            }
        }
        return new Options(kills, seed, clients, seconds, longest, keep, heap, fsync, idempotency, rerunAfterCrash, folder);
    }

    private static int number(String name, String value, int least) {
        if (!value.matches("\\d{1,9}") || Integer.parseInt(value) < least) {
            throw new IllegalArgumentException(name + " must be a number from " + least + ", was \"" + value + "\"");
        }
        return Integer.parseInt(value);
    }
}
