package crash;

/** What is submitted: how it is to run decides how it may end. */
enum Kind {

    /** Sleeps for up to 20 ms. */
    SLEEP,
    /** The same, and the client waits for its end with Prefer: wait. */
    AWAITED,
    /** Sleeps for seconds, so that kills find it running. */
    LONG,
    /** Sleeps a little, later. */
    DELAYED,
    /** The same, unless it is too late for that soon. */
    EXPIRING,
    /** Sleeps under one of a few keys. */
    KEYED,
    /** Runs a program. */
    COMMAND,
    /** Runs a program that does not stop when it is told to. */
    STUBBORN,
    /** Runs a program whose result is all it was given, and with it the results of the jobs that come first. */
    ECHO,
    /** A request that is answered with success, of a job that a schedule has made. */
    TICK,
    /** A request that is counted, and answered with success. */
    DELIVERY,
    /** The same, later. */
    LATE_DELIVERY,
    /** A request that is answered with failure once or twice. */
    FLAKY,
    /** A request that is never answered with success. */
    HOPELESS,
    /** A request of a job that is not to be run again after a crash. */
    ONCE;

    /** Returns whether its requests are counted. */
    boolean isDelivery() {
        return ordinal() >= DELIVERY.ordinal();
    }

    /** Returns what is in its result. */
    String result() {
        return switch (this) {
            case COMMAND, STUBBORN -> "\"exitCode\":0";
            case ECHO -> "\"type\":\"echo\"";
            case SLEEP, AWAITED, LONG, DELAYED, EXPIRING, KEYED -> "\"slept\":";
            default -> "\"status\":204";
        };
    }

    /** Returns whether such a job can be caught unfinished by somebody who wants to cancel it. */
    boolean isSlow() {
        return this != SLEEP && this != AWAITED && this != DELIVERY && this != ONCE && this != TICK;
    }
}
