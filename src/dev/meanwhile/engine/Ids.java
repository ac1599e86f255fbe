package dev.meanwhile.engine;

import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Makes UUIDs of version 7 (RFC 9562 section 5.7) that only rise: jobs submitted one after the other sort in that order,
 * within one millisecond too. The 12 bits after the time are fractions of the millisecond (section 6.2, method 3), and
 * where two would be equal or the clock goes back, the next value is taken instead.
 *
 * <p>Safe for use by any thread.
 */
final class Ids implements Supplier<UUID> {

    private static final int FRACTION_BITS = 12;

    private final InstantSource clock;
    private final LongSupplier random;
    /** Milliseconds and fraction of the last id, as one number of 60 bits. */
    private final AtomicLong last = new AtomicLong();

    Ids(InstantSource clock, LongSupplier random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public UUID get() {
        var now = clock.instant();
        long millis = now.toEpochMilli();
        long fraction = ((long) (now.getNano() % 1_000_000) << FRACTION_BITS) / 1_000_000;
        long time = last.accumulateAndGet(millis << FRACTION_BITS | fraction, (before, candidate) -> Math.max(before + 1, candidate));
        long high = time >>> FRACTION_BITS << 16 | 0x7000 | time & 0xfff;
        long low = random.getAsLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
