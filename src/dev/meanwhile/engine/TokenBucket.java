package dev.meanwhile.engine;

import dev.meanwhile.job.Rate;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Keeps starts to a rate. Not safe for use by several threads: its owner's lock guards it. It knows no clock; each call is
 * given the tick it happens at, in nanoseconds of which only differences mean anything and which may wrap.
 *
 * <p>In any stretch of time T it gives at most {@code rate * T + burst} tokens, where the burst is one token and what comes in
 * 50 ms. Below 20 a second that is a single token, so that they come one by one, evenly, and never two at once; what the
 * 50 ms are for is that a taker may come late for its token, as timers and busy processors make it, without the next one's
 * being late as well. Someone who takes each token within 50 ms of its time gets {@code rate * T} of them, to the token,
 * however long T is: the sums are integers and nothing is rounded.
 *
 * <p>It begins full. Tokens that do not fit are gone: an idle year gives no more than an idle second.
 */
final class TokenBucket {

    private static final long SLACK_NANOS = 50_000_000;
    /** A count times this is whole: it has three decimals at most. */
    private static final long WHOLE = 1_000;

    /** How many parts are one token: as many as make both this and {@link #gain} whole; at most 8.64e16. */
    private long token;
    /** How many parts come in a nanosecond; at most 1e9. */
    private long gain;
    /** How many parts there are, from 0 to {@link #capacity}. */
    private long level;
    /** The tick that {@link #level} is of. */
    private long filledAt;

    TokenBucket(Rate rate, long now) {
        set(rate);
        level = capacity();
        filledAt = now;
    }

    /** Takes a token, if there is one. */
    boolean tryTake(long now) {
        fill(now);
        if (level < token) {
            return false;
        }
        level -= token;
        return true;
    }

    /** Returns how long to wait for the next token; 0 if there is one. A nanosecond earlier there would be none. */
    long nanosUntilNext(long now) {
        fill(now);
        return level >= token ? 0 : Math.ceilDiv(token - level, gain);
    }

    /**
     * Goes on at another rate. What part of a token has come stays, so that neither a change nor many of them give or take
     * one; only what exceeds the burst of the new rate is gone.
     */
    void change(Rate rate, long now) {
        fill(now);
        BigInteger had = BigInteger.valueOf(level);
        BigInteger before = BigInteger.valueOf(token);
        set(rate);
        level = had.multiply(BigInteger.valueOf(token)).divide(before).min(BigInteger.valueOf(capacity())).longValueExact();
    }

    private void set(Rate rate) {
        token = rate.unit().getDuration().toNanos() * WHOLE;
        gain = rate.count().multiply(BigDecimal.valueOf(WHOLE)).longValueExact();
    }

    /** At most 1.4e17, so that no sum here overflows. */
    private long capacity() {
        return token + gain * SLACK_NANOS;
    }

    private void fill(long now) {
        long elapsed = now - filledAt;
        if (elapsed <= 0) {
            // Another thread read its tick earlier and came later.
            return;
        }
        long missing = capacity() - level;
        level += elapsed > missing / gain ? missing : elapsed * gain;
        filledAt = now;
    }
}
