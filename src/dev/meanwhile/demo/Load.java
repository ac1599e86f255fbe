package dev.meanwhile.demo;

import java.time.Duration;

/**
 * What a contender has to stand.
 *
 * @param slow  tasks that block
 * @param cpu   tasks that compute
 * @param hogs  tasks that compute for long, submitted at once and before the others; work is never even
 * @param burst within which time the others are submitted, each kind at even intervals
 * @param every how often a heartbeat is asked for
 * @param time  how long the contest lasts; what has not been answered or done by then was not
 */
record Load(Batch slow, Batch cpu, Batch hogs, Duration burst, Duration every, Duration time) {

    /**
     * Tasks of one kind.
     *
     * @param count how many
     * @param each  how long one blocks, or takes a core that has nothing else to do
     */
    record Batch(int count, Duration each) { }

    /** How much shorter everything is here than in the story of the killed worker: a second stands for a minute. */
    static final int SCALE = 60;

    /** How long gunicorn waits for a worker's heartbeat unless told otherwise. */
    static final Duration GUNICORN = Duration.ofSeconds(30);

    /** How many tasks that block there are in the whole contest, and how many that compute. */
    private static final int TASKS = 200;

    /** Returns the contest's load: what there is to compute alone keeps all cores busy for about 1.8 of its 3 seconds. */
    static Load full() {
        int cores = Runtime.getRuntime().availableProcessors();
        int hogs = Math.min(TASKS, 2 * cores);
        return new Load(new Batch(TASKS, Duration.ofMillis(400)), new Batch(TASKS - hogs, Duration.ofMillis(2).multipliedBy(cores)),
                new Batch(hogs, Duration.ofMillis(700)), Duration.ofMillis(500), Duration.ofMillis(20), Duration.ofSeconds(3));
    }

    /** Returns how many tasks there are. */
    int tasks() {
        return slow.count() + cpu.count() + hogs.count();
    }

    /** Returns how late a heartbeat may be before the worker is killed. */
    static Duration limit() {
        return GUNICORN.dividedBy(SCALE);
    }
}
