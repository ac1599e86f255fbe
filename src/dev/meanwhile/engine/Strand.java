package dev.meanwhile.engine;

import java.util.TreeSet;

/**
 * The jobs of one type and one concurrency key, or of none, that wait in a queue. Sorts among the others of its line by the first
 * of its jobs, while as many of its key run as may it is closed and not among them. Guarded by the queue's lock.
 */
final class Strand implements Comparable<Strand> {

    private final Line line;
    private final KeyUse key;
    private final TreeSet<LiveJob> jobs = new TreeSet<>();
    private boolean open;

    /** Creates an empty strand; {@code key} may be null. */
    Strand(Line line, KeyUse key, boolean open) {
        this.line = line;
        this.key = key;
        this.open = open;
    }

    Line line() {
        return line;
    }

    KeyUse key() {
        return key;
    }

    boolean isOpen() {
        return open;
    }

    boolean isEmpty() {
        return jobs.isEmpty();
    }

    LiveJob first() {
        return jobs.first();
    }

    void add(LiveJob job) {
        // A tree can not have its elements change places in it: out of the line's first.
        boolean first = jobs.isEmpty() || job.compareTo(jobs.first()) < 0;
        if (first) {
            leaveLine();
        }
        jobs.add(job);
        if (first) {
            joinLine();
        }
        job.strand(this);
    }

    void remove(LiveJob job) {
        boolean first = jobs.first() == job;
        if (first) {
            leaveLine();
        }
        jobs.remove(job);
        if (first) {
            joinLine();
        }
        job.strand(null);
    }

    /** Lets its jobs start, or not. */
    void open(boolean now) {
        leaveLine();
        open = now;
        joinLine();
    }

    private void leaveLine() {
        if (open && !jobs.isEmpty()) {
            line.open().remove(this);
        }
    }

    private void joinLine() {
        if (open && !jobs.isEmpty()) {
            line.open().add(this);
        }
    }

    /** Counts the jobs before that one, up to {@code most}. */
    int ahead(LiveJob job, int most) {
        int ahead = 0;
        for (var before = jobs.headSet(job).iterator(); ahead < most && before.hasNext(); before.next()) {
            ahead++;
        }
        return ahead;
    }

    @Override
    public int compareTo(Strand other) {
        return this == other ? 0 : first().compareTo(other.first());
    }
}
