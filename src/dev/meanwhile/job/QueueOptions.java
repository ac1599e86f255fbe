package dev.meanwhile.job;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * How the jobs of a queue run, as far as that is said: what is not said is as it would be without. Immutable;
 * {@link #NONE} says nothing.
 *
 * @param concurrency       how many attempts run at once, from 1 to {@link TypeOptions#MAX_CONCURRENCY}
 * @param concurrencyPerKey how many attempts of jobs with the same concurrency key run at once, from 1 to
 *                          {@link TypeOptions#MAX_CONCURRENCY}
 * @param rate              how often an attempt is started, or null for as often as may be
 * @param paused            whether none is started at all
 * @param said              which of these are said; the others have the values of {@link #NONE}
 */
public record QueueOptions(int concurrency, int concurrencyPerKey, Rate rate, boolean paused, Set<Option> said) {

    /** Says nothing; read as a whole: a million at once, of one key too, at any rate, and not paused. */
    public static final QueueOptions NONE =
            new QueueOptions(TypeOptions.MAX_CONCURRENCY, TypeOptions.MAX_CONCURRENCY, null, false, Set.of());

    /** What can be said of a queue. */
    public enum Option {
        /** How many attempts run at once. */
        CONCURRENCY,
        /** How many attempts of one concurrency key run at once. */
        CONCURRENCY_PER_KEY,
        /** How often an attempt is started. */
        RATE,
        /** Whether none is started at all. */
        PAUSED
    }

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range; the message names it
     */
    public QueueOptions {
        check("concurrency", concurrency);
        check("concurrencyPerKey", concurrencyPerKey);
        said = Set.copyOf(said);
    }

    private static void check(String name, int number) {
        if (number < 1 || number > TypeOptions.MAX_CONCURRENCY) {
            throw new IllegalArgumentException(name + " must be from 1 to " + TypeOptions.MAX_CONCURRENCY + ", was " + number);
        }
    }

    /**
     * Returns these options with a limit of attempts at once.
     *
     * @param limit how many, from 1 to {@link TypeOptions#MAX_CONCURRENCY}
     * @return the options
     */
    public QueueOptions withConcurrency(int limit) {
        return new QueueOptions(limit, concurrencyPerKey, rate, paused, and(Option.CONCURRENCY));
    }

    /**
     * Returns these options with a limit of attempts at once for each concurrency key.
     *
     * @param limit how many, from 1 to {@link TypeOptions#MAX_CONCURRENCY}
     * @return the options
     */
    public QueueOptions withConcurrencyPerKey(int limit) {
        return new QueueOptions(concurrency, limit, rate, paused, and(Option.CONCURRENCY_PER_KEY));
    }

    /**
     * Returns these options with a rate. A job that waits for it holds neither a slot nor a thread.
     *
     * @param limit how often an attempt is started, or null for as often as may be
     * @return the options
     */
    public QueueOptions withRate(Rate limit) {
        return new QueueOptions(concurrency, concurrencyPerKey, limit, paused, and(Option.RATE));
    }

    /**
     * Returns these options for a queue that is paused, or is not. What runs when a queue is paused goes on.
     *
     * @param pause whether no attempt is started
     * @return the options
     */
    public QueueOptions withPaused(boolean pause) {
        return new QueueOptions(concurrency, concurrencyPerKey, rate, pause, and(Option.PAUSED));
    }

    private Set<Option> and(Option option) {
        var more = EnumSet.of(option);
        more.addAll(said);
        return more;
    }

    /**
     * Returns these options with one of them as {@code other} has it, whether that is said there or not.
     *
     * @param option which one
     * @param other  the options it is taken from
     * @return the options
     */
    public QueueOptions with(Option option, QueueOptions other) {
        return switch (Objects.requireNonNull(option, "option == null")) {
            case CONCURRENCY -> withConcurrency(other.concurrency);
            case CONCURRENCY_PER_KEY -> withConcurrencyPerKey(other.concurrencyPerKey);
            case RATE -> withRate(other.rate);
            case PAUSED -> withPaused(other.paused);
        };
    }

    /**
     * Returns these options with what {@code other} says in the place of what these say.
     *
     * @param other options that count for more
     * @return the options
     */
    public QueueOptions with(QueueOptions other) {
        QueueOptions both = this;
        for (Option option : other.said) {
            both = both.with(option, other);
        }
        return both;
    }

    /**
     * Returns these options without one of them.
     *
     * @param option what is not to be said any more
     * @return the options
     */
    public QueueOptions without(Option option) {
        QueueOptions fewer = NONE;
        for (Option kept : said) {
            fewer = kept == option ? fewer : fewer.with(kept, this);
        }
        return fewer;
    }
}
