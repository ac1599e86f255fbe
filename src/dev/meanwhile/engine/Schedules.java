package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.Schedule;
import dev.meanwhile.json.Json;
import dev.meanwhile.json.JsonException;
import dev.meanwhile.store.JobStore;
import dev.meanwhile.store.KeptSchedule;
import dev.meanwhile.store.ScheduleStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * What makes jobs again and again. Each schedule has one entry in the timetable, which has its ticks handled elsewhere, by
 * {@link Ticker}, because that takes the disk. Safe for use by any thread, but for {@link #declare}.
 */
public final class Schedules {

    /** How many times to come are shown. */
    private static final int SHOWN = 5;
    /** How soon to look again if that failed, as when there was no memory for a thread. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
    /** How many bytes schedules may take together, and about what one takes besides its input. */
    private static final long MAX_BYTES = 32L << 20;
    private static final long OVERHEAD = 2_048;

    private final ScheduleStore store;
    private final Submitter submitter;
    private final Ticker ticker;
    private final Runner runner;
    private final Timetable timetable;
    private final EventLog log;

    /** Written before the start only. */
    private final TreeMap<String, Schedule> declared = new TreeMap<>();
    private final ConcurrentSkipListMap<String, Scheduled> schedules = new ConcurrentSkipListMap<>();
    /** Held while a schedule is made or removed; taken before the schedule's own lock. */
    private final ReentrantLock changing = new ReentrantLock();

    Schedules(JobStore store, Runner runner, Submitter submitter, Timetable timetable, EventLog log) {
        this.store = store.schedules();
        this.submitter = submitter;
        this.ticker = new Ticker(store, runner, submitter, log);
        this.runner = runner;
        this.timetable = timetable;
        this.log = log;
    }

    /**
     * A schedule as it is now.
     *
     * @param kept    it, whether it can only be changed where it is declared, and how far it is handled
     * @param problem why its ticks make no jobs at present, or null if they do
     * @param next    its next times
     */
    public record View(KeptSchedule kept, String problem, List<Instant> next) { }

    /**
     * Declares a schedule that can not be changed while the server runs. Called before the start, by one thread, when its type
     * is known.
     *
     * @throws InvalidInputException    if there is no such type, or the input is not JSON or not for it
     * @throws IllegalArgumentException if one of that name is declared
     */
    public void declare(Schedule schedule) {
        Schedule checked = checked(schedule);
        if (declared.putIfAbsent(checked.name(), checked) != null) {
            throw new IllegalArgumentException("two schedules have the name " + checked.name());
        }
    }

    private Schedule checked(Schedule schedule) {
        Schedule compact = schedule.withInput(compact(schedule.input()));
        submitter.check(compact.type(), compact.input());
        return compact;
    }

    /** Returns an input as it is to be recorded: a program may have put blanks into it. */
    private static String compact(String input) {
        try {
            return Json.text(Json.parse(input));
        } catch (JsonException malformed) {
            throw new InvalidInputException(List.of(new InputError("/input", "must be JSON: " + malformed.getMessage())));
        }
    }

    /**
     * Goes on where an earlier process ended. Of the declared schedules those are remembered that are still declared.
     *
     * @throws RefusedException if what has changed can not be recorded
     */
    void resume() {
        Instant now = runner.now();
        for (KeptSchedule kept : store.all()) {
            Schedule anew = declared.get(kept.name());
            if (anew != null) {
                keepDeclared(anew, kept, now);
            } else if (kept.declared()) {
                store.remove(kept.name());
                log.info("schedule_removed", "schedule", kept.name(), "detail", "it is not declared any more");
            } else {
                enter(kept);
            }
        }
        declared.values().stream().filter(fresh -> !schedules.containsKey(fresh.name()))
                .forEach(fresh -> keepDeclared(fresh, null, now));
        schedules.values().forEach(this::wake);
    }

    private void keepDeclared(Schedule schedule, KeptSchedule before, Instant now) {
        if (before != null && !before.declared()) {
            log.warn("schedule_replaced", "schedule", schedule.name(),
                    "detail", "it was made through the HTTP interface, and is declared now");
        }
        var kept = new KeptSchedule(schedule, true, handled(schedule, before, now));
        if (!kept.equals(before)) {
            store.keep(kept);
        }
        enter(kept);
    }

    /** How far a schedule is handled: as before, unless it is new or has other times now. */
    private static Instant handled(Schedule schedule, KeptSchedule before, Instant now) {
        return before != null && before.schedule().when().equals(schedule.when()) ? before.handled() : now;
    }

    private void enter(KeptSchedule kept) {
        var one = new Scheduled(kept);
        schedules.put(kept.name(), one);
        String problem = problem(one);
        if (problem != null) {
            log.warn("schedule_broken", "schedule", kept.name(), "type", kept.schedule().type(), "error", problem);
        }
    }

    /** Has the ticks handled that are due, on a thread that may wait for the disk. */
    private void wake(Scheduled one) {
        boolean started = false;
        runner.registry().underWay().begins();
        try {
            Thread.ofVirtual().name("schedule-" + one.name()).start(() -> look(one));
            started = true;
        } finally {
            if (!started) {
                timetable.after(AFTER_FAILURE, () -> wake(one));
                runner.registry().underWay().ends();
            }
        }
    }

    private void look(Scheduled one) {
        one.lock.lock();
        try {
            Time.Reading now = runner.time().read();
            if (!one.isRemoved() && !runner.admission().isClosed()) {
                lookAt(one, now);
            }
        } finally {
            one.lock.unlock();
            runner.registry().underWay().ends();
        }
    }

    private void lookAt(Scheduled one, Time.Reading now) {
        Duration delay = AFTER_FAILURE;
        try {
            delay = ticker.look(one, now);
        } catch (RuntimeException failed) {
            log.error("schedule_failed", "schedule", one.name(), "error", failed);
        } finally {
            // From the reading, not from now: to record a job takes a while.
            Timetable.Entry timer = timetable.entry(now.nanos() + delay.toNanos(), () -> wake(one));
            one.timer(timer);
            timetable.add(timer);
        }
    }

    /** Returns all schedules, in the order of their names. */
    public List<View> all() {
        return schedules.values().stream().map(this::view).toList();
    }

    /** Returns the schedule of that name, or null. */
    public View find(String name) {
        Scheduled one = schedules.get(name);
        return one == null ? null : view(one);
    }

    private View view(Scheduled one) {
        KeptSchedule kept = one.kept();
        return new View(kept, problem(one), Ticks.next(kept.schedule(), kept.handled(), runner.now(), SHOWN));
    }

    private String problem(Scheduled one) {
        Schedule schedule = one.kept().schedule();
        try {
            submitter.check(schedule.type(), schedule.input());
            return one.trouble();
        } catch (InvalidInputException misfit) {
            return said(misfit);
        }
    }

    /** Returns what is wrong, in one line. */
    static String said(InvalidInputException misfit) {
        return misfit.errors().stream().map(error -> error.pointer().substring(1) + " " + error.detail()).collect(Collectors.joining("; "));
    }

    /**
     * Makes a schedule, or puts it in the place of one that is not declared. What has been handled of that one stays so, unless the
     * times are others now.
     *
     * @return whether there was none of its name
     * @throws InvalidInputException if there is no such type, or the input is not for it; pointers are into the schedule
     * @throws IllegalStateException if one of its name is declared
     * @throws RefusedException      if it can not be recorded, there are too many, or the server stops; nothing has changed then
     */
    public boolean put(Schedule schedule) {
        runner.admission().ensureOpen();
        Schedule checked = checked(schedule);
        changing.lock();
        try {
            Scheduled present = schedules.get(checked.name());
            ensureNotDeclared(present);
            ensureRoom(checked);
            Scheduled one = present == null ? new Scheduled(new KeptSchedule(checked, false, runner.now())) : present;
            replace(one, checked);
            schedules.put(checked.name(), one);
            wake(one);
            return present == null;
        } finally {
            changing.unlock();
        }
    }

    private void replace(Scheduled one, Schedule schedule) {
        one.lock.lock();
        try {
            var next = new KeptSchedule(schedule, false, handled(schedule, one.kept(), runner.now()));
            store.keep(next);
            one.show(next);
            one.trouble(null);
            log.info("schedule_put", "schedule", schedule.name());
        } finally {
            one.lock.unlock();
        }
    }

    private static void ensureNotDeclared(Scheduled one) {
        if (one != null && one.kept().declared()) {
            throw new IllegalStateException("schedule " + one.name() + " is declared");
        }
    }

    private void ensureRoom(Schedule added) {
        long bytes = OVERHEAD + added.input().length();
        for (Scheduled one : schedules.values()) {
            bytes += one.name().equals(added.name()) ? 0 : OVERHEAD + one.kept().schedule().input().length();
        }
        if (bytes > MAX_BYTES) {
            throw new RefusedException(RefusedException.Reason.QUEUE_FULL, "schedules take " + MAX_BYTES + " bytes, as many as they may");
        }
    }

    /**
     * Removes a schedule that is not declared. The jobs it has made stay.
     *
     * @return false if there is none of that name
     * @throws IllegalStateException if it is declared
     * @throws RefusedException      if that can not be recorded; it is as before then
     */
    public boolean remove(String name) {
        changing.lock();
        try {
            Scheduled one = schedules.get(name);
            ensureNotDeclared(one);
            if (one == null) {
                return false;
            }
            one.lock.lock();
            try {
                store.remove(name);
                one.remove();
                schedules.remove(name);
            } finally {
                one.lock.unlock();
            }
            log.info("schedule_removed", "schedule", name);
            return true;
        } finally {
            changing.unlock();
        }
    }

    /**
     * Makes a job of a schedule now, whether or not one runs; its ticks come as before.
     *
     * @return the job, or null if there is no schedule of that name
     * @throws InvalidInputException if its type is gone, or the input not for it any more
     * @throws RefusedException      if there is no room, it can not be recorded, or the server stops
     */
    public Job run(String name) {
        Scheduled one = schedules.get(name);
        return one == null ? null : ticker.runNow(one.kept().schedule());
    }
}
