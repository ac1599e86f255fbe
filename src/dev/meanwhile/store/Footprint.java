package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.Transition;

/** How many bytes a job takes in memory, about: the one measure for what is admitted and what is kept. */
public final class Footprint {

    /**
     * What every job takes besides its texts: its objects, its places in the maps, and while it is unfinished its place in
     * a queue or the timetable. Measured with a million waiting ones, and with a class histogram of finished ones in memory.
     */
    private static final long OVERHEAD = 600;

    private Footprint() { }

    /** Returns what a request takes from when it is admitted until its job is forgotten. */
    public static long of(Job.Request request) {
        var more = request.options().more();
        long characters = request.input().length() + length(request.options().key()) + length(more.concurrencyKey());
        // What is the type's own is shared by all its jobs; an expiry has a place of its own in the timetable.
        long rare = (more.after().isEmpty() ? 0 : 250 + 120L * more.after().size()) + (more.expires() == null ? 0 : 200)
                + (request.origin() == Job.Origin.NONE ? 0 : 100);
        long tags = 0;
        for (String tag : request.options().tags()) {
            characters += tag.length();
            tags++;
        }
        // Strings of Latin-1 take a byte a character; counted as two, so that others are not counted as half.
        return OVERHEAD + rare + 2 * characters + 60 * tags;
    }

    /** Returns what a finished job takes, without its log. */
    public static long of(Job job) {
        long characters = length(job.status().result()) + length(job.status().error());
        for (Transition step : job.status().history()) {
            characters += length(step.error());
        }
        return of(job.request()) + 2 * characters;
    }

    private static long length(JobError error) {
        return error == null ? 0 : length(error.message()) + length(error.stack());
    }

    private static long length(String text) {
        return text == null ? 0 : text.length();
    }
}
