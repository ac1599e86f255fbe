package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.Schedule;
import dev.meanwhile.journal.FaultyDisk;
import dev.meanwhile.journal.Fsync;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JournalSchedulesTest {

    private static final long SEGMENT = 4_000;
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    private Path folder;

    private final FaultyDisk disk = new FaultyDisk();
    private final RandomJobs jobs = new RandomJobs(new Random(1));

    private static KeptSchedule kept(String name) {
        return new KeptSchedule(Schedule.of(name, "* * * * *", ZoneId.of("UTC"), "noop"), false, NOON);
    }

    private Job job() {
        return jobs.plain(TestStore.NOW, true);
    }

    /** Has a job run and be forgotten, so that nothing is left of it but lines that are of no use. */
    private static void end(JobStore store, Job job) {
        Job running = job.with(job.status().started(TestStore.NOW));
        store.save(running);
        store.save(running.with(running.status().succeeded("1", TestStore.NOW)));
        store.remove(job.id());
    }

    /** What it says of a schedule is in segments that are long dropped. */
    @ParameterizedTest
    @EnumSource
    void survivesTheCleaningOfWhereItWasWritten(Fsync fsync) throws Exception {
        KeptSchedule moving = kept("moving");
        KeptSchedule resting = kept("resting");
        KeptSchedule gone = kept("gone");
        try (var opened = TestStore.open(folder.resolve("run"), disk, fsync, SEGMENT)) {
            JobStore store = opened.store();
            for (KeptSchedule one : List.of(moving, resting, gone)) {
                store.schedules().keep(one);
            }
            Job ticked = job();
            resting = resting.handledUpTo(NOON.plusSeconds(7));
            store.schedules().add(resting, ticked);
            end(store, ticked);
            for (int i = 1; i <= 200; i++) {
                Job job = job();
                if (i % 3 == 0) {
                    moving = moving.handledUpTo(NOON.plus(Duration.ofMinutes(i)));
                    store.schedules().add(moving, job);
                } else {
                    store.add(job, null);
                }
                end(store, job);
                if (i == 100) {
                    store.schedules().remove("gone");
                }
                opened.store().clean();
            }
            assertThat(opened.journal().bytes()).isLessThan(8 * SEGMENT);
            assertThat(store.schedules().all()).containsExactly(moving, resting);
        }
        try (var opened = TestStore.open(folder.resolve("run"))) {
            assertThat(opened.store().schedules().all()).containsExactly(moving, resting);
        }
    }

    @Test
    void isAsBeforeWhenTheDiskIsFull() throws Exception {
        KeptSchedule schedule = kept("a");
        try (var opened = TestStore.open(folder.resolve("run"), disk, Fsync.ALWAYS, SEGMENT)) {
            JobStore store = opened.store();
            store.schedules().keep(schedule);
            disk.capacity(disk.used());
            Job job = job();
            assertThatThrownBy(() -> store.schedules().add(schedule.handledUpTo(NOON.plusSeconds(60)), job))
                    .isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> store.schedules().keep(kept("b"))).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> store.schedules().remove("a")).isInstanceOf(RefusedException.class);
            assertThat(store.schedules().all()).containsExactly(schedule);
            assertThat(store.find(job.id())).isNull();
            disk.capacity(Long.MAX_VALUE);
        }
        try (var opened = TestStore.open(folder.resolve("run"))) {
            assertThat(opened.store().schedules().all()).containsExactly(schedule);
            assertThat(opened.all()).isEmpty();
        }
    }
}
