package dev.meanwhile.work;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Counts primes: the sieve of Eratosthenes over odd numbers, one segment at a time, so that its memory does not grow with
 * the numbers. Used by one thread.
 */
final class PrimeSieve {

    /** How many odd numbers a segment has: 128 KiB, which stays in a core's cache; about a millisecond. */
    private static final int SEGMENT = 1 << 17;

    private final int below;
    /** The odd primes whose squares are below {@link #below}. */
    private final int[] primes;
    /** For each of them, its next multiple to strike out. */
    private final long[] multiples;
    private final boolean[] composite = new boolean[SEGMENT];
    /** The first odd number not looked at. */
    private long next = 3;
    private int count;

    /** Prepares to count the primes below {@code below}. */
    PrimeSieve(int below) {
        this.below = below;
        this.primes = oddPrimes((int) Math.sqrt(below));
        this.multiples = Arrays.stream(primes).mapToLong(prime -> (long) prime * prime).toArray();
        this.count = below > 2 ? 1 : 0;
    }

    boolean hasNext() {
        return next < below;
    }

    /** Sieves one segment. */
    void next() {
        Arrays.fill(composite, false);
        long end = next + 2L * SEGMENT;
        for (int i = 0; i < primes.length; i++) {
            long multiple = multiples[i];
            for (; multiple < end; multiple += 2L * primes[i]) {
                composite[(int) (multiple - next) >> 1] = true;
            }
            multiples[i] = multiple;
        }
        int odds = (int) Math.min(SEGMENT, (below - next + 1) / 2);
        for (int i = 0; i < odds; i++) {
            count += composite[i] ? 0 : 1;
        }
        next = end;
    }

    /** Returns how far the numbers have been looked at. */
    int reached() {
        return (int) Math.min(next, below);
    }

    /** Returns how many primes there are among them. */
    int count() {
        return count;
    }

    private static int[] oddPrimes(int most) {
        var composites = new BitSet(most + 1);
        for (int n = 3; n * n <= most; n += 2) {
            if (!composites.get(n)) {
                for (int multiple = n * n; multiple <= most; multiple += 2 * n) {
                    composites.set(multiple);
                }
            }
        }
        return IntStream.rangeClosed(3, most).filter(n -> n % 2 == 1 && !composites.get(n)).toArray();
    }
}
