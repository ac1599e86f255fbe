package dev.meanwhile.store;

import dev.meanwhile.event.Endurance;
import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.journal.Ack;
import dev.meanwhile.journal.Journal;
import dev.meanwhile.journal.Record;
import dev.meanwhile.journal.Replay;
import dev.meanwhile.json.JsonScan;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the journal no larger than about twice what is needed of it: drops its oldest segment after copying what is still
 * needed from there to its end, while everything goes on.
 */
final class Cleaner implements Runnable, Replay {

    private static final long LOOK_EVERY_MILLIS = 1_000;
    /** So many copies are on their way at once: others who write must not wait for long behind them. */
    private static final int COPIES_AT_ONCE = 100;

    private final Journal journal;
    private final JobTable jobs;
    private final JobReader reader;
    private final JournalSchedules schedules;
    private final InstantSource clock;
    private final EventLog log;
    private final CountDownLatch closed;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by lock. */
    private int copies;

    Cleaner(Journal journal, JobTable jobs, JournalSchedules schedules, InstantSource clock, EventLog log, CountDownLatch closed) {
        this.journal = journal;
        this.jobs = jobs;
        this.reader = new JobReader(journal, jobs);
        this.schedules = schedules;
        this.clock = clock;
        this.log = log;
        this.closed = closed;
    }

    @Override
    public void run() {
        new Endurance("journal_cleaner_failed", log).run(this::cleanNowAndThen);
    }

    private void cleanNowAndThen() {
        try {
            while (!closed.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                clean();
            }
        } catch (InterruptedException nobodysBusiness) {
            // Nothing of ours interrupts this thread.
        }
    }

    /** Looks whether there is something to clean, and does it. */
    void clean() {
        lock.lock();
        try {
            while (closed.getCount() > 0 && journal.hasSurplus(jobs.liveBytes()) && journal.dropOldest(this)) {
                log.debug("journal_cleaned", "bytes", journal.bytes(), "live", jobs.liveBytes(), "copies", copies);
                copies = 0;
            }
        } catch (IOException | RuntimeException failed) {
            // Nothing is lost: the segment stays, and is looked at again later. Unless the journal was closed in between.
            if (closed.getCount() > 0) {
                log.warn("journal_not_cleaned", "error", failed.getMessage());
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void line(long position, int length, String op, JsonScan line) {
        switch (op) {
            case JobLines.ADD -> {
                JobLineReader.Added added = new JobLineReader().added(line);
                JobEntry entry = jobs.get(added.job().id());
                boolean needed = entry != null && entry.place().base() == position;
                if (added.tick() != null) {
                    schedules.rescue(added.tick().schedule(), position);
                }
                KeptAnswer answer = answer(added.keyed(), position);
                if (answer != null && (!needed || !added.made())) {
                    append(new AnswerCopy(answer, JobLines.answer(answer.keyed, added.made(),
                            added.made() ? accepted(added.job()) : added.job())));
                    answer = null;
                }
                if (needed) {
                    append(new Copy(position, entry, finished(entry), answer, accepted(added.job())));
                }
            }
            case JobLines.BATCH -> {
                JobLineReader.Added added = new JobLineReader().added(line);
                KeptAnswer answer = answer(added.keyed(), position);
                if (answer != null) {
                    append(new AnswerCopy(answer, JobLines.answer(answer.keyed, added.jobs())));
                }
                for (Job job : added.jobs()) {
                    JobEntry entry = jobs.get(job.id());
                    if (entry != null && entry.place().base() == position) {
                        append(new Copy(position, entry, finished(entry), null, job));
                    }
                }
            }
            case JobLines.ANSWER -> {
                JobLineReader.Added added = new JobLineReader().added(line);
                KeptAnswer answer = answer(added.keyed(), position);
                if (answer != null) {
                    append(new AnswerCopy(answer, isOfBatch(added) ? JobLines.answer(answer.keyed, added.jobs())
                            : JobLines.answer(answer.keyed, added.made(), added.job())));
                }
            }
            case ScheduleLines.SCHEDULE -> schedules.rescue(ScheduleLines.name(line), position);
            case QueueLines.QUEUE -> {
                Record copy = jobs.queues().copy(position, line);
                if (copy != null) {
                    append(copy);
                }
            }
            case CheckpointLines.CHECKPOINT -> {
                Record copy = jobs.checkpoints().copy(position, line, jobs);
                if (copy != null) {
                    append(copy);
                }
            }
            // All others are about jobs or schedules that are copied as they have become, or gone.
            default -> { }
        }
    }

    private static boolean isOfBatch(JobLineReader.Added answered) {
        // A job that was met may be of a batch; one that was made alone is not.
        return answered.made() && answered.job().request().origin().batch() != null;
    }

    private KeptAnswer answer(JobLines.Keyed keyed, long position) {
        KeptAnswer kept = keyed == null ? null : jobs.answers().get(keyed.key().text(), clock.instant());
        return kept != null && kept.place().position() == position ? kept : null;
    }

    private static Job accepted(Job job) {
        return job.with(JobLines.accepted(job));
    }

    private Job finished(JobEntry entry) {
        return entry.job() == null ? reader.job(entry) : null;
    }

    private void append(Record copy) {
        copies++;
        if (copies % COPIES_AT_ONCE == 0) {
            journal.insist(copy, Ack.FORCED);
        } else {
            journal.post(copy);
        }
    }

    /** A job as it is when the copy's turn has come. */
    private final class Copy implements Record {

        /** Where the line is that is copied. */
        private final long from;
        private final JobEntry entry;
        /** As it was read from the disk, or null if it was unfinished then. */
        private final Job finished;
        /** The answer in the same line, or null. */
        private final KeptAnswer answer;
        private final Job accepted;
        /** Whether the job is forgotten, or is elsewhere. */
        private boolean gone;

        Copy(long from, JobEntry entry, Job finished, KeptAnswer answer, Job accepted) {
            this.from = from;
            this.entry = entry;
            this.finished = finished;
            this.answer = answer;
            this.accepted = accepted;
        }

        @Override
        public byte[] members() {
            Job job = job();
            if (job != null) {
                return JobLines.add(job, answer == null ? null : answer.keyed);
            }
            gone = true;
            return answer == null ? null : JobLines.answer(answer.keyed, true, accepted);
        }

        private Job job() {
            // If it waits again since this was made, the line of that is a later one, and says all there is to say.
            if (entry.isForgotten() || jobs.get(entry.id) != entry || !entry.isFrom(from)) {
                return null;
            }
            return entry.composed() != null ? entry.composed() : finished != null ? finished : reader.job(entry);
        }

        @Override
        public void recorded(long position, int length) {
            if (!gone) {
                jobs.liveBytes(entry.at(position, length));
            }
            if (answer != null) {
                jobs.liveBytes(answer.at(position, length, !gone));
            }
        }
    }

    /** An answer whose job is forgotten, or is elsewhere. */
    private final class AnswerCopy implements Record {

        private final KeptAnswer answer;
        private final byte[] members;

        AnswerCopy(KeptAnswer answer, byte[] members) {
            this.answer = answer;
            this.members = members;
        }

        @Override
        public byte[] members() {
            return members;
        }

        @Override
        public void recorded(long position, int length) {
            jobs.liveBytes(answer.at(position, length, false));
        }
    }
}
