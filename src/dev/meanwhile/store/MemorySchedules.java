package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** The schedules of the store in memory. */
final class MemorySchedules implements ScheduleStore {

    private final ConcurrentNavigableMap<String, KeptSchedule> schedules = new ConcurrentSkipListMap<>();
    private final Consumer<Job> jobs;

    /** Creates an empty store, whose jobs go to {@code jobs}. */
    MemorySchedules(Consumer<Job> jobs) {
        this.jobs = jobs;
    }

    @Override
    public List<KeptSchedule> all() {
        return List.copyOf(schedules.values());
    }

    @Override
    public void keep(KeptSchedule schedule) {
        schedules.put(schedule.name(), schedule);
    }

    @Override
    public void add(KeptSchedule schedule, Job job) {
        jobs.accept(job);
        keep(schedule);
    }

    @Override
    public void remove(String name) {
        schedules.remove(name);
    }
}
