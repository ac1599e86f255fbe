package dev.meanwhile.job;

import java.time.Duration;
import java.time.Instant;

/**
 * A job given to a worker in another process, for a time. Kept when it has ended, so that the next one has a higher number.
 *
 * @param number which lease of the job it is, from 1
 * @param worker what the worker calls itself, or null
 * @param secret what only the worker knows that was given the job; whoever knows it can answer for the job
 * @param length how long it lasts from a heartbeat, of which its beginning is the first
 * @param until  when it runs out unless there is another heartbeat before
 */
public record Lease(int number, String worker, String secret, Duration length, Instant until) {

    /**
     * Returns this lease with another end.
     *
     * @param until when it runs out
     * @return the lease
     */
    public Lease withUntil(Instant until) {
        return new Lease(number, worker, secret, length, until);
    }

    /** Returns all of it but the secret, which is not to get into any log. */
    @Override
    public String toString() {
        return "Lease[number=" + number + ", worker=" + worker + ", length=" + length + ", until=" + until + "]";
    }
}
