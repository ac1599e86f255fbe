package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import java.util.List;

/**
 * The schedules known. What a method was given is recorded when it returns. Safe for use by any thread; but only one at a time
 * changes a given schedule.
 */
public interface ScheduleStore {

    /** Returns them as they were last recorded, in the order of their names. */
    List<KeptSchedule> all();

    /**
     * Records a schedule, in the place of one of the same name.
     *
     * @throws dev.meanwhile.job.RefusedException if it can not be recorded; it is as before then
     */
    void keep(KeptSchedule schedule);

    /**
     * Records a job that a tick has made, and how far its schedule is handled then, in one write: whatever happens, either both
     * are recorded or neither.
     *
     * @param schedule a schedule that is kept; only how far it is handled differs from what was recorded last
     * @throws dev.meanwhile.job.RefusedException if it can not be recorded; nothing is kept then
     */
    void add(KeptSchedule schedule, Job job);

    /**
     * Forgets a schedule, if it is known.
     *
     * @throws dev.meanwhile.job.RefusedException if that can not be recorded; it is as before then
     */
    void remove(String name);
}
