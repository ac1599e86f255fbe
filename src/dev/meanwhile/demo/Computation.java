package dev.meanwhile.demo;

/**
 * Work for the processor: the search for a divisor of a prime. It is the same however often it is compiled, for nearly all of
 * its time goes into the processor's divider, and it neither blocks nor looks at its interrupt.
 */
final class Computation {

    /** 2^61 - 1, which has no divisor. */
    private static final long PRIME = (1L << 61) - 1;

    private static final long TRIAL = 200_000;
    private static final int TRIALS = 9;

    private Computation() { }

    /** Tries {@code steps} divisors, in vain. */
    static void run(long steps) {
        for (long divisor = 3, tried = 0; tried < steps; divisor += 2, tried++) {
            // A loop that can come to nothing else would be compiled to nothing.
            if (PRIME % divisor == 0) {
                throw new ArithmeticException(PRIME + " is divisible by " + divisor);
            }
        }
    }

    /** Returns how many steps a core of this machine makes in a millisecond if it does nothing else. */
    static double stepsPerMilli() {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < TRIALS; i++) {
            long start = System.nanoTime();
            run(TRIAL);
            // The quickest: others were compiled, or shared their core.
            best = Math.min(best, System.nanoTime() - start);
        }
        return TRIAL * 1e6 / best;
    }
}
