package dev.meanwhile.engine;

import dev.meanwhile.engine.Engine.Submitted;
import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.Schedule;
import dev.meanwhile.store.JobStore;
import dev.meanwhile.store.KeptSchedule;
import java.time.Duration;
import java.time.Instant;

/**
 * Does what {@link Ticks} decides: makes the jobs of ticks, and records which are handled. A tick is handled when that is on
 * disk, and a tick's job and that mark are recorded in one write. So a crash loses no tick and repeats none: before the write
 * the tick is still to be handled, after it the job is there.
 *
 * <p>Waits for the disk, hence is not for the timetable's thread. Confined to nobody: the caller holds the schedule's lock.
 */
final class Ticker {

    /** How soon a tick is tried again whose job was refused. */
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private final JobStore store;
    private final Runner runner;
    private final Submitter submitter;
    private final EventLog log;

    Ticker(JobStore store, Runner runner, Submitter submitter, EventLog log) {
        this.store = store;
        this.runner = runner;
        this.submitter = submitter;
        this.log = log;
    }

    /**
     * Handles the ticks that are due by now.
     *
     * @return after how long from {@code now} to look again
     */
    Duration look(Scheduled one, Time.Reading now) {
        KeptSchedule kept = one.kept();
        boolean running = runner.keys().scheduled().areUnfinished(kept.name());
        Ticks ticks = Ticks.decide(kept.schedule(), kept.handled(), now.at(), running);
        if (ticks.handled().equals(kept.handled())) {
            one.trouble(null);
            return ticks.delay();
        }
        try {
            handle(one, ticks);
            one.trouble(null);
            return ticks.delay();
        } catch (InvalidInputException misfit) {
            // Of use again once its type is back: until then the tick is one that is missed.
            delayed(one, Schedules.said(misfit));
            return ticks.delay();
        } catch (RefusedException notNow) {
            if (notNow.reason() != RefusedException.Reason.STOPPING) {
                delayed(one, notNow.getMessage());
            }
            return TRY_AGAIN;
        }
    }

    private void handle(Scheduled one, Ticks ticks) {
        KeptSchedule next = one.kept().handledUpTo(ticks.handled());
        // At most one of them runs: the last.
        if (!ticks.verdicts().isEmpty() && ticks.verdicts().getLast() instanceof Ticks.Run run) {
            run(next, run.tick());
        } else {
            store.schedules().keep(next);
        }
        ticks.verdicts().forEach(verdict -> tell(next.name(), verdict));
        one.show(next);
    }

    private void run(KeptSchedule next, Instant tick) {
        Submitted submitted = submitter.submit(JobOptions.NONE.withKey(next.schedule().key(tick)), next);
        if (!submitted.made()) {
            // Somebody else has made it; that it is this tick's job is all there is to record.
            store.schedules().keep(next);
        }
        log.info("tick_run", "schedule", next.name(), "tick", tick, "id", submitted.job().id());
    }

    private void tell(String name, Ticks.Verdict verdict) {
        if (verdict instanceof Ticks.Skip skip) {
            String event = skip.reason() == Ticks.Reason.MISSED ? "ticks_missed" : "tick_skipped";
            String why = skip.reason() == Ticks.Reason.MISSED ? "nobody was there at the time, and it is too late now or a later one runs"
                    : "the job of an earlier tick has not finished";
            log.warn(event, "schedule", name, "first", skip.first(), "last", skip.last(), "count", skip.count(), "detail", why);
        }
    }

    private void delayed(Scheduled one, String why) {
        if (!why.equals(one.trouble())) {
            one.trouble(why);
            log.warn("tick_delayed", "schedule", one.name(), "error", why);
        }
    }

    /** Makes a job of a schedule now, whatever its ticks. */
    Job runNow(Schedule schedule) {
        Instant at = runner.now();
        while (true) {
            // No tick is at a fraction of a second; and each run has a key, hence a job, of its own.
            at = at.getNano() == 0 ? at.plusMillis(1) : at;
            Submitted submitted = submitter.submit(schedule.type(), schedule.input(), JobOptions.NONE.withKey(schedule.key(at)), null);
            if (submitted.made()) {
                log.info("schedule_run", "schedule", schedule.name(), "id", submitted.job().id());
                return submitted.job();
            }
            at = at.plusMillis(1);
        }
    }
}
