package dev.meanwhile.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Which schedules have unfinished jobs, as their keys tell: {@code schedule/<name>/<instant>}. So it is known after a restart, too,
 * and of a job that is tried again. Safe for use by any thread.
 */
final class ScheduledJobs {

    private static final String PREFIX = "schedule/";

    private final ConcurrentMap<String, Set<LiveJob>> jobs = new ConcurrentHashMap<>();

    /** Notes an unfinished job with that key. */
    void enter(String key, LiveJob job) {
        String schedule = schedule(key);
        if (schedule != null) {
            jobs.compute(schedule, (name, present) -> {
                Set<LiveJob> unfinished = present == null ? ConcurrentHashMap.newKeySet() : present;
                unfinished.add(job);
                return unfinished;
            });
        }
    }

    /** A job with that key has finished. */
    void leave(String key, LiveJob job) {
        String schedule = schedule(key);
        if (schedule != null) {
            jobs.computeIfPresent(schedule, (name, unfinished) -> {
                unfinished.remove(job);
                return unfinished.isEmpty() ? null : unfinished;
            });
        }
    }

    /** Returns whether a job of that schedule has not finished. */
    boolean areUnfinished(String schedule) {
        return jobs.containsKey(schedule);
    }

    /** The name of the schedule that makes jobs with that key, or null. */
    private static String schedule(String key) {
        int end = key.startsWith(PREFIX) ? key.indexOf('/', PREFIX.length()) : -1;
        return end < 0 ? null : key.substring(PREFIX.length(), end);
    }
}
