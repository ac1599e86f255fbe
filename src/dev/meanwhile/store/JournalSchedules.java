package dev.meanwhile.store;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.journal.Record;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The schedules of the store in a journal. Whatever is recorded of one, its copies by the cleaner too, is recorded under its
 * lock: so their lines are in the order in which this was decided, and the last one counts.
 */
final class JournalSchedules implements ScheduleStore {

    /** Schedules share a few locks: many are due at the same time, and are to be forced together. */
    private static final int LOCKS = 64;

    private final JobTable jobs;
    private final ScheduleTable table;
    private final Consumer<Record> journal;
    private final EventLog log;
    private final List<ReentrantLock> locks = Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

    /** Creates what appends to {@code journal}, which waits until that is forced, or throws if it is refused. */
    JournalSchedules(JobTable jobs, Consumer<Record> journal, EventLog log) {
        this.jobs = jobs;
        this.table = jobs.schedules();
        this.journal = journal;
        this.log = log;
    }

    @Override
    public List<KeptSchedule> all() {
        var all = new ArrayList<KeptSchedule>();
        table.all().values().forEach(line -> {
            try {
                all.add(ScheduleLines.read(line));
            } catch (RuntimeException unreadable) {
                // It stays on disk: another system may know its time zone, or another version what else there is to it.
                log.error("schedule_unreadable", "schedule", line.name(), "error", unreadable.getMessage());
            }
        });
        return all;
    }

    @Override
    public void keep(KeptSchedule schedule) {
        alone(schedule.name(), () -> journal.accept(new Whole(ScheduleLines.line(schedule))));
    }

    @Override
    public void add(KeptSchedule schedule, Job job) {
        var tick = new ScheduleLines.Tick(schedule.name(), schedule.handled());
        alone(schedule.name(), () -> journal.accept(new JobRecords.Add(jobs, job, null, tick)));
    }

    @Override
    public void remove(String name) {
        alone(name, () -> {
            if (table.get(name) != null) {
                journal.accept(new Gone(name));
            }
        });
    }

    /**
     * Records a schedule anew if it, or how far it is handled, is in the line at {@code position}, which is about to be dropped.
     *
     * @throws dev.meanwhile.job.RefusedException if it can not be recorded
     */
    void rescue(String name, long position) {
        alone(name, () -> {
            if (table.isAt(name, position)) {
                journal.accept(new Whole(table.get(name)));
            }
        });
    }

    private void alone(String name, Runnable action) {
        ReentrantLock lock = locks.get(Math.floorMod(name.hashCode(), LOCKS));
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** A schedule, whole. */
    private final class Whole implements Record {

        private final ScheduleLines.Line line;

        Whole(ScheduleLines.Line line) {
            this.line = line;
        }

        @Override
        public byte[] members() {
            return ScheduleLines.schedule(line);
        }

        @Override
        public void recorded(long position, int length) {
            table.put(line, position, length);
        }
    }

    /** A schedule is to be forgotten. */
    private final class Gone implements Record {

        private final String name;

        Gone(String name) {
            this.name = name;
        }

        @Override
        public byte[] members() {
            return ScheduleLines.unschedule(name);
        }

        @Override
        public void recorded(long position, int length) {
            table.remove(name);
        }
    }
}
