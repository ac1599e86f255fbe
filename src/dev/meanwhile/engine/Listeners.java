package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobListener;
import dev.meanwhile.job.Limits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Those parts of the embedding program that are told what becomes of jobs. Telling costs a place in the queue of each, and never
 * waits. Safe for use by any thread.
 */
public final class Listeners {

    private final EventLog log;
    private final long maxBytes;
    private final UnderWay underWay;
    private final List<Mailbox> mailboxes = new CopyOnWriteArrayList<>();

    Listeners(EventLog log, Limits limits, UnderWay underWay) {
        this.log = log;
        this.maxBytes = limits.maxBytes() / 8;
        this.underWay = underWay;
    }

    /** Tells a listener of what happens from now on. */
    public void add(JobListener listener) {
        mailboxes.add(new Mailbox(listener, maxBytes, underWay, log).start());
    }

    /** A job has gone from one state to the next. */
    void moved(Job job) {
        switch (job.state()) {
            case RUNNING, SUCCEEDED, FAILED, RETRYING, CANCELLED, EXPIRED -> mailboxes.forEach(mailbox -> mailbox.put(job));
            case WAITING, SCHEDULED, QUEUED -> { }
        }
    }

    /** Tells what there is to tell yet, but for no longer than {@code most}, and nothing more after that. */
    void close(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        mailboxes.forEach(Mailbox::close);
        mailboxes.forEach(mailbox -> mailbox.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
    }
}
