package dev.meanwhile.cli;

/**
 * Sets up the scheduler of the virtual threads, which reads its settings once: when the first virtual thread starts.
 *
 * <p>Jobs that compute without a pause hold the scheduler's platform threads, the carriers. Since JDK 24 the engine adds
 * carriers while the program runs, up to a maximum that is fixed here. Before, their number is fixed as well, so there are
 * several times as many as cores from the beginning. What was given on the command line of {@code java} is left alone.
 */
final class Carriers {

    private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
    private static final String MAX_POOL_SIZE = "jdk.virtualThreadScheduler.maxPoolSize";

    private static final int ENOUGH = 1024;
    private static final int FIRST_THAT_CAN_ADD = 24;

    private Carriers() { }

    /** Sets what is not set yet; to be called before any virtual thread exists. */
    static void prepare() {
        int cores = Runtime.getRuntime().availableProcessors();
        int parallelism = Integer.getInteger(PARALLELISM, cores);
        if (Runtime.version().feature() < FIRST_THAT_CAN_ADD && System.getProperty(PARALLELISM) == null) {
            parallelism = Math.max(8, 4 * cores);
            System.setProperty(PARALLELISM, Integer.toString(parallelism));
        }
        if (System.getProperty(MAX_POOL_SIZE) == null) {
            // The scheduler refuses a maximum below its parallelism.
            System.setProperty(MAX_POOL_SIZE, Integer.toString(Math.max(ENOUGH, parallelism)));
        }
    }
}
