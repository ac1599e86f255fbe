package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.journal.Fsync;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCheckTest {

    /** As the journal has it, in milliseconds; not long ago, or keys would be forgotten. */
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @TempDir
    private Path data;
    private JournalStore store;
    private long ids;

    @BeforeEach
    void open() throws IOException {
        store = JournalStore.open(data, Fsync.NEVER, Keep.DEFAULT, Limits.DEFAULT, InstantSource.fixed(NOW), EventLog.NONE);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Job add(String key) {
        var request = new Job.Request("noop", "noop", "{\"op\":\"trap\",\"id\":\"none\"}",
                JobOptions.NONE.withTimeout(Duration.ZERO).withRetry(RetryPolicy.NONE), Job.Origin.NONE);
        var id = new UUID(0x0190_0000_0000_7000L + ids++, 0x8000_0000_0000_0000L);
        var job = new Job(id, request, NOW, JobStatus.accepted(NOW, NOW));
        store.add(job, key == null ? null : new IdempotencyKey(key, "print of " + key));
        return job;
    }

    private Job add() {
        return add(null);
    }

    private Job run(Job job) {
        return save(job.with(job.status().started(NOW)));
    }

    private Job succeed(Job job) {
        return save(job.with(job.status().succeeded("1", NOW)));
    }

    private Job save(Job job) {
        store.save(job);
        return job;
    }

    private JournalCheck check() throws IOException {
        store.close();
        return JournalCheck.examine(data);
    }

    private List<Path> segments() throws IOException {
        try (var files = Files.newDirectoryStream(data.resolve("journal"), "*.jsonl")) {
            var segments = new ArrayList<Path>();
            files.forEach(segments::add);
            segments.sort(null);
            return segments;
        }
    }

    /** Damages the last line with all these parts, whatever it says; or all of it, so that it says nothing. */
    private void damage(boolean all, String... parts) throws IOException {
        store.close();
        for (Path file : segments().reversed()) {
            String[] lines = Files.readString(file, StandardCharsets.ISO_8859_1).split("(?<=\n)");
            for (int i = lines.length - 1; i >= 0; i--) {
                if (List.of(parts).stream().allMatch(lines[i]::contains)) {
                    lines[i] = all ? "\0".repeat(lines[i].length() - 1) + "\n" : lines[i].replaceFirst("\"crc\":\"....", "\"crc\":\"zzzz");
                    Files.writeString(file, String.join("", lines), StandardCharsets.ISO_8859_1);
                    return;
                }
            }
        }
        throw new AssertionError("no line with " + List.of(parts));
    }

    private void damage(String op, Job job) throws IOException {
        damage(false, "\"op\":\"" + op + "\"", "\"id\":\"" + job.id() + "\"");
    }

    private static Loss loss(Loss.What what, Job job, JobState state) {
        return new Loss(what, job == null ? null : job.id(), state);
    }

    @Test
    void countsJobsByStateAndKeys() throws IOException {
        add();
        add("a");
        run(add());
        Job done = succeed(run(add("b")));
        store.answered(new IdempotencyKey("c", "print of c"), done);
        JournalCheck check = check();
        assertThat(check.isSound()).isTrue();
        assertThat(check.jobs()).containsEntry(JobState.QUEUED, 2L).containsEntry(JobState.RUNNING, 1L)
                .containsEntry(JobState.SUCCEEDED, 1L).containsEntry(JobState.FAILED, 0L);
        assertThat(check.keys()).isEqualTo(3);
        assertThat(check.found().closed()).isTrue();
        assertThat(check.losses()).isEmpty();
    }

    @Test
    void namesTheJobsThatDoNotWaitAgainAnyMore() throws IOException {
        Job failed = run(add());
        failed = save(failed.with(failed.status().failed(new JobError("e", "m", null, 1, NOW), NOW)));
        store.renew(failed.with(failed.status().retried(NOW, false)), null);
        Job scheduled = add();
        store.renew(scheduled.with(scheduled.status().replaced(NOW, NOW.plusSeconds(60), false)), new IdempotencyKey("k", "f"));
        Job forgotten = succeed(run(add()));
        Job outdated = add();
        store.renew(outdated.with(outdated.status().replaced(NOW, NOW.plusSeconds(60), false)), null);
        store.renew(outdated.with(outdated.status().replaced(NOW, NOW, false)), null);
        damage(false, "\"again\":true", "\"id\":\"" + failed.id() + "\"");
        damage(false, "\"again\":true", "\"id\":\"" + scheduled.id() + "\"");
        damage("add", forgotten);
        damage(false, "\"again\":true", "\"scheduled\"", "\"id\":\"" + outdated.id() + "\"");
        assertThat(check().losses()).containsExactlyInAnyOrder(loss(Loss.What.SET_BACK, failed, JobState.FAILED),
                loss(Loss.What.SET_BACK, scheduled, JobState.QUEUED), loss(Loss.What.GONE, forgotten, JobState.SUCCEEDED));
    }

    @Test
    void namesTheJobsThatAreGone() throws IOException {
        Job waiting = add();
        Job running = run(add("a"));
        Job done = succeed(run(add()));
        damage("add", waiting);
        damage("add", running);
        damage("add", done);
        assertThat(check().losses()).containsExactly(loss(Loss.What.GONE, waiting, null),
                loss(Loss.What.GONE, running, JobState.RUNNING), loss(Loss.What.GONE, done, JobState.SUCCEEDED));
    }

    @Test
    void namesAJobByItsLaterLinesIfItsBeginningSaysNothing() throws IOException {
        Job running = run(add());
        damage(true, "\"op\":\"add\"");
        assertThat(check().losses()).containsExactly(loss(Loss.What.UNKNOWN, null, null), loss(Loss.What.GONE, running, JobState.RUNNING));
    }

    @Test
    void namesTheJobsThatAreSetBack() throws IOException {
        Job done = succeed(run(add()));
        Job running = run(add());
        damage("move", done);
        damage("move", running);
        JournalCheck check = check();
        assertThat(check.losses()).containsExactly(loss(Loss.What.SET_BACK, done, JobState.RUNNING),
                loss(Loss.What.SET_BACK, running, JobState.QUEUED));
        assertThat(check.jobs()).containsEntry(JobState.RUNNING, 1L).containsEntry(JobState.QUEUED, 1L);
    }

    @Test
    void losesNothingThatALaterLineSaysAgain() throws IOException {
        Job job = succeed(run(add()));
        damage(false, "\"op\":\"move\",\"id\":\"" + job.id() + "\",\"state\":\"running\"");
        assertThat(check().losses()).isEmpty();
    }

    @Test
    void namesTheJobsThatLoseTheirCheckpoint() throws IOException {
        Job running = run(add());
        store.checkpoints().put(running.id(), 1, "1");
        store.checkpoints().put(running.id(), 1, "2");
        Job done = run(add());
        store.checkpoints().put(done.id(), 1, "3");
        succeed(done);
        damage(false, "\"op\":\"checkpoint\"", "\"state\":1");
        damage("checkpoint", done);
        assertThat(check().losses()).as("nobody would go on from these").isEmpty();
        damage(false, "\"op\":\"checkpoint\"", "\"state\":2");
        assertThat(check().losses()).containsExactly(loss(Loss.What.CHECKPOINT, running, JobState.RUNNING));
    }

    @Test
    void losesNothingWithAHeader() throws IOException {
        add();
        damage(false, "\"journal\":\"meanwhile\"");
        JournalCheck check = check();
        assertThat(check.isSound()).isFalse();
        assertThat(check.losses()).isEmpty();
        assertThat(check.jobs()).containsEntry(JobState.QUEUED, 1L);
        assertThat(JournalCheck.repair(data).isSound()).isTrue();
    }

    @Test
    void losesNothingOfAJobThatIsForgotten() throws IOException {
        Job job = succeed(run(add()));
        store.remove(job.id());
        damage("add", job);
        damage("move", job);
        assertThat(check().losses()).isEmpty();
    }

    @Test
    void namesWhatWasAskedForAndIsNotKnownAnyMore() throws IOException {
        Job told = run(add());
        store.cancelling(told.id());
        Job removed = succeed(run(add()));
        store.remove(removed.id());
        store.answered(new IdempotencyKey("c", "print of c"), told);
        damage("cancel", told);
        damage("forget", removed);
        damage("answer", told);
        JournalCheck check = check();
        assertThat(check.losses()).containsExactlyInAnyOrder(loss(Loss.What.CANCEL, told, JobState.RUNNING),
                loss(Loss.What.FORGET, removed, JobState.SUCCEEDED), loss(Loss.What.ANSWER, told, JobState.RUNNING));
        assertThat(check.keys()).isZero();
    }

    @Test
    void takesForForgottenWhatFinishedBeforeTheOldestSegment() throws IOException {
        Job done = run(add());
        Job running = add();
        store.close();
        open();
        succeed(done);
        run(running);
        store.close();
        Files.delete(segments().getFirst());
        JournalCheck check = check();
        assertThat(check.isSound()).isTrue();
        assertThat(check.traces()).isEqualTo(1);
        // No journal lets go of an unfinished one by itself.
        assertThat(check.losses()).containsExactly(loss(Loss.What.GONE, running, JobState.RUNNING));
    }

    @Test
    void repairsSoThatAStoreOpensWithTheRest() throws IOException {
        Job waiting = add();
        Job lost = add();
        Job done = succeed(run(add()));
        damage("add", lost);
        damage("move", done);
        assertThatThrownBy(this::open).hasMessageContaining("check --repair --data " + data);
        JournalCheck repaired = JournalCheck.repair(data);
        assertThat(repaired.isSound()).isTrue();
        assertThat(repaired.found().damages()).hasSize(2);
        assertThat(repaired.kept()).containsExactly(data.resolve("journal").resolve("00000001.jsonl.damaged"));
        assertThat(repaired.losses()).containsExactly(loss(Loss.What.GONE, lost, null), loss(Loss.What.SET_BACK, done, JobState.RUNNING));
        open();
        assertThat(store.find(waiting.id())).isEqualTo(waiting);
        assertThat(store.find(lost.id())).isNull();
        assertThat(store.find(done.id()).state()).isEqualTo(JobState.RUNNING);
        store.close();
        assertThat(JournalCheck.repair(data).kept()).as("nothing is left to repair").isEmpty();
    }

    @Test
    void saysThatThereIsNoJournal() throws IOException {
        Path none = data.resolve("none");
        assertThatThrownBy(() -> JournalCheck.examine(none)).hasMessage("there is no folder " + none);
        Files.createDirectories(none.resolve("journal"));
        assertThatThrownBy(() -> JournalCheck.examine(none)).hasMessage("there is no journal in " + none);
        assertThat(none.resolve("journal")).isEmptyDirectory();
        Path file = Files.createFile(data.resolve("file"));
        assertThatThrownBy(() -> JournalCheck.examine(file)).hasMessageStartingWith("data folder " + file + " can not be used: ");
    }

    @Test
    void tellsOfAJobOnlyWhatTheLineSaysFirst() throws IOException {
        Job job = add();
        damage("add", job);
        assertThat(DamagedLine.of(check().found().damages().getFirst())).isEqualTo(new DamagedLine("add", job.id(), false));
    }
}
