package crash;

import java.util.SplittableRandom;

/** How a server is ended. */
enum Strike {

    /** Killed while it starts. */
    WHILE_STARTING(15),
    /** Killed as soon as it has started, or nearly. */
    AT_ONCE(7),
    /** Killed after a while. */
    SERVING(30),
    /** Killed when it has just answered. */
    ON_ANSWER(35),
    /** Killed while it stops, because it was told to. */
    WHILE_STOPPING(3),
    /** Told to stop. */
    STOPPED(10);

    private final int percent;

    Strike(int percent) {
        this.percent = percent;
    }

    static Strike any(SplittableRandom random) {
        int dice = random.nextInt(100);
        for (Strike strike : values()) {
            dice -= strike.percent;
            if (dice < 0) {
                return strike;
            }
        }
        throw new AssertionError("the percentages do not add up to 100");
    }
}
