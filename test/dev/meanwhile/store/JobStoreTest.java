package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every store must do. */
abstract class JobStoreTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Keep KEEP = new Keep(Duration.ofDays(1), Duration.ofDays(7), 10, 100_000);
    private static final Limits LIMITS = new Limits(1_000, 100_000, 1_000, 1_000, 1_000);

    final AtomicReference<Instant> now = new AtomicReference<>(START);
    final JobStore store = open(KEEP, LIMITS, now);
    private long ids;

    abstract JobStore open(Keep keep, Limits limits, AtomicReference<Instant> now);

    @AfterEach
    void close() {
        store.close();
    }

    private Job add(String type, String input, JobOptions options) {
        return add(type, input, options, null);
    }

    Job add(String type, String input, JobOptions options, IdempotencyKey key) {
        var request = new Job.Request(type, type, input,
                options.withTimeout(Duration.ZERO).withRetry(RetryPolicy.NONE), Job.Origin.NONE);
        var id = new UUID(0x0190_0000_0000_7000L + ids++, 0x8000_0000_0000_0000L);
        var job = new Job(id, request, now.get(), JobStatus.accepted(now.get(), now.get()));
        store.add(job, key);
        return job;
    }

    Job add() {
        return add("noop", "null", JobOptions.NONE);
    }

    private Job add(IdempotencyKey key) {
        return add("noop", "{\"a\":1.10}", JobOptions.NONE.withTags("x"), key);
    }

    Job run(Job job) {
        Job running = job.with(job.status().started(now.get()));
        store.save(running);
        return running;
    }

    Job succeed(Job job, String result) {
        Job running = run(job);
        Job done = running.with(running.status().succeeded(result, now.get()));
        store.save(done);
        return done;
    }

    private Job fail(Job job) {
        Job running = run(job);
        Job done = running.with(running.status().failed(new JobError("e", "m", "s", 1, now.get()), now.get()));
        store.save(done);
        return done;
    }

    @Test
    void findsWhatWasAddedAndSaved() {
        Job job = add("noop", "{\"a\":1}", JobOptions.NONE.withTags("x").withKey("k"));
        assertThat(store.find(job.id())).isEqualTo(job);
        Job done = succeed(job, "17");
        assertThat(store.find(job.id())).isEqualTo(done);
        assertThat(store.find(new UUID(0, 0))).isNull();
    }

    @Test
    void listsTheLastSubmittedFirst() {
        List<UUID> ids = IntStream.range(0, 25).mapToObj(i -> add().id()).toList().reversed();
        List<Job> page = store.list(JobFilter.ALL, null, 10);
        assertThat(page).extracting(Job::id).isEqualTo(ids.subList(0, 10));
        assertThat(store.list(JobFilter.ALL, page.getLast().id(), 100)).extracting(Job::id).isEqualTo(ids.subList(10, 25));
        assertThat(store.list(JobFilter.ALL, ids.getLast(), 100)).isEmpty();
    }

    @Test
    void listsByEveryFilter() {
        Job plain = add();
        Job tagged = add("other", "null", JobOptions.NONE.withTags("x", "y").withKey("k"));
        Job done = succeed(add(), "1");
        assertThat(store.list(new JobFilter(Set.of(), "other", null, null, null), null, 9)).containsExactly(tagged);
        assertThat(store.list(new JobFilter(Set.of(), null, "noop", null, null), null, 9)).containsExactly(done, plain);
        assertThat(store.list(new JobFilter(Set.of(), null, null, "y", null), null, 9)).containsExactly(tagged);
        assertThat(store.list(new JobFilter(Set.of(), null, null, null, "k"), null, 9)).containsExactly(tagged);
        var ended = Set.of(JobState.SUCCEEDED, JobState.FAILED);
        assertThat(store.list(new JobFilter(ended, null, null, null, null), null, 9)).containsExactly(done);
        assertThat(store.list(new JobFilter(Set.of(JobState.QUEUED), "noop", "noop", "x", null), null, 9)).isEmpty();
    }

    @Test
    void keepsTheLastCheckpointWhileItsJobIsUnfinished() {
        Job waiting = add();
        store.checkpoints().put(waiting.id(), 1, "0");
        assertThat(store.checkpoints().get(waiting.id())).as("it does not run").isNull();
        Job first = run(waiting);
        store.checkpoints().put(first.id(), 1, "{\"rows\": 1.10,\n\"x\":\"}\"}");
        store.checkpoints().put(first.id(), 1, "[17]");
        var error = new JobError("e", "m", "s", 1, now.get());
        Job retrying = first.with(first.status().retrying(error, now.get(), now.get()));
        store.save(retrying);
        Job second = run(retrying.with(retrying.status().queued(now.get())));
        store.checkpoints().put(second.id(), 1, "\"late\"");
        assertThat(store.checkpoints().get(second.id())).as("what the first attempt said in time").isEqualTo("[17]");
        Job failed = second.with(second.status().failed(error, now.get()));
        store.save(failed);
        store.checkpoints().put(failed.id(), 2, "\"late\"");
        assertThat(store.checkpoints().get(failed.id())).isNull();
        Job anew = failed.with(failed.status().retried(now.get(), false));
        store.renew(anew, null);
        assertThat(store.checkpoints().get(anew.id())).as("its attempts begin anew").isNull();
        run(anew);
        assertThat(store.checkpoints().get(anew.id())).isNull();
        assertThat(store.checkpoints().get(new UUID(0, 0))).isNull();
        store.checkpoints().put(new UUID(0, 0), 1, "0");
    }

    @Test
    void forgetsTheCheckpointOfAJobThatIsSubmittedAnew() {
        Job first = run(add());
        store.checkpoints().put(first.id(), 1, "1");
        Job retrying = first.with(first.status().retrying(new JobError("e", "m", "s", 1, now.get()), now.get(), now.get()));
        store.save(retrying);
        assertThat(store.checkpoints().get(first.id())).isEqualTo("1");
        store.renew(retrying.with(retrying.status().replaced(now.get(), now.get(), false)), null);
        assertThat(store.checkpoints().get(first.id())).isNull();
    }

    @Test
    void refusesCheckpointsThatTakeTooMuchTogether() {
        Job one = run(add());
        Job other = run(add());
        String large = '"' + "x".repeat(40_000) + '"';
        store.checkpoints().put(one.id(), 1, large);
        store.checkpoints().put(one.id(), 1, large);
        String larger = '"' + "x".repeat(90_000) + '"';
        assertThatThrownBy(() -> store.checkpoints().put(other.id(), 1, larger)).isInstanceOf(RefusedException.class)
                .hasMessage("the checkpoints of all jobs take 100000 bytes, as many as they may (maxBytes)");
        assertThat(store.checkpoints().get(other.id())).isNull();
        assertThat(store.checkpoints().get(one.id())).isEqualTo(large);
        store.save(one.with(one.status().succeeded("1", now.get())));
        String half = '"' + "x".repeat(45_000) + '"';
        store.checkpoints().put(other.id(), 1, half);
        assertThat(store.checkpoints().get(other.id())).isEqualTo(half);
    }

    @Test
    void countsByTypeAndState() {
        succeed(add(), "1");
        fail(add());
        run(add());
        Job forgotten = succeed(add(), "1");
        store.remove(forgotten.id());
        add("other", "null", JobOptions.NONE);
        assertThat(store.counts().get("noop")).containsEntry(JobState.SUCCEEDED, 1L).containsEntry(JobState.FAILED, 1L)
                .containsEntry(JobState.RUNNING, 1L).containsEntry(JobState.QUEUED, 0L);
        assertThat(store.counts().get("other")).containsEntry(JobState.QUEUED, 1L);
    }

    @Test
    void keepsTheLastFinishedJobsWhateverBecameOfThem() {
        Job unfinished = add();
        List<Job> failed = IntStream.range(0, 11).mapToObj(i -> fail(add())).toList();
        Job succeeded = succeed(add(), "1");
        assertThat(store.list(JobFilter.ALL, null, 100)).hasSize(11).contains(unfinished, succeeded)
                .containsAll(failed.subList(2, 11)).doesNotContainAnyElementsOf(failed.subList(0, 2));
        Job last = fail(add());
        assertThat(store.list(JobFilter.ALL, null, 100)).contains(succeeded, last).doesNotContain(failed.get(2));
        assertThat(store.counts().get("noop")).containsEntry(JobState.SUCCEEDED, 1L).containsEntry(JobState.FAILED, 9L);
    }

    @Test
    void keepsTheLastFinishedJobHoweverLargeItIs() {
        succeed(add(), "1");
        Job large = succeed(add("noop", '"' + "x".repeat(1_000_000) + '"', JobOptions.NONE), "1");
        assertThat(store.list(JobFilter.ALL, null, 100)).containsExactly(large);
    }

    /** Returns a waiting job as it is when it is submitted anew. */
    private Job replaced(Job job, String input, JobOptions options) {
        var request = new Job.Request(job.type(), job.type(), input, options.withTimeout(Duration.ZERO).withRetry(RetryPolicy.NONE),
                Job.Origin.NONE);
        return new Job(job.id(), request, job.submittedAt(), job.status().replaced(now.get(), now.get().plusSeconds(60), false));
    }

    @Test
    void findsAJobThatWasSubmittedAnewAsItIsNow() {
        var options = JobOptions.NONE.withKey("k").withTags("x");
        Job job = add("noop", "1", options);
        Job anew = replaced(job, "2", options.withTags("y").withExpires(START.plusSeconds(90)));
        store.renew(anew, null);
        assertThat(store.find(job.id())).isEqualTo(anew);
        assertThat(store.counts().get("noop")).containsEntry(JobState.SCHEDULED, 1L).containsEntry(JobState.QUEUED, 0L);
        assertThat(store.list(new JobFilter(Set.of(JobState.SCHEDULED), null, null, "y", "k"), null, 9)).containsExactly(anew);
        assertThat(store.list(new JobFilter(Set.of(), null, null, "x", null), null, 9)).isEmpty();
        Job done = succeed(anew.with(anew.status().queued(now.get())), "17");
        assertThat(store.find(job.id())).isEqualTo(done);
        assertThat(done.request().input()).isEqualTo("2");
    }

    @Test
    void findsAJobThatIsTriedAgainAsItIsNow() throws InterruptedException {
        Job failed = fail(add("noop", "1", JobOptions.NONE.withTags("x")));
        store.log(failed.id()).append("late");
        Job again = failed.with(failed.status().retried(now.get(), false));
        store.renew(again, null);
        assertThat(store.find(failed.id())).isEqualTo(again);
        assertThat(store.counts().get("noop")).containsEntry(JobState.QUEUED, 1L).containsEntry(JobState.FAILED, 0L);
        Job running = run(again);
        store.log(failed.id()).append("in time");
        Job done = running.with(running.status().succeeded("1", now.get()));
        store.save(done);
        assertThat(store.find(failed.id())).isEqualTo(done);
        assertThat(store.list(new JobFilter(Set.of(JobState.SUCCEEDED), null, null, "x", null), null, 9)).containsExactly(done);
        JobLog log = store.log(failed.id());
        assertThat(log.read(0).text()).isEqualTo("in time\n");
        assertThat(log.await(log.read(0).next(), Duration.ofSeconds(30))).isFalse();
    }

    @Test
    void goesOnWithTheLogOfAJobThatIsTriedAgain() {
        Job running = run(add());
        store.log(running.id()).append("one");
        JobLog before = store.log(running.id());
        Job failed = running.with(running.status().failed(new JobError("e", "m", "s", 1, now.get()), now.get()));
        store.save(failed);
        store.renew(failed.with(failed.status().retried(now.get(), false)), null);
        store.log(running.id()).append("two");
        assertThat(store.log(running.id()).read(0).text()).isEqualTo("one\ntwo\n");
        assertThat(before.read(0).text()).startsWith("one\n");
    }

    @Test
    void forgetsAJobThatIsTriedAgainNoSoonerThanItHasFinishedAgain() {
        Job failed = fail(add());
        Job other = succeed(add(), "1");
        Job again = failed.with(failed.status().retried(now.get(), false));
        store.renew(again, null);
        now.set(START.plus(Duration.ofDays(8)));
        store.prune();
        assertThat(store.list(JobFilter.ALL, null, 9)).containsExactly(again);
        Job done = succeed(again, "2");
        store.prune();
        assertThat(store.list(JobFilter.ALL, null, 9)).containsExactly(done).doesNotContain(other);
        now.set(START.plus(Duration.ofDays(10)));
        store.prune();
        assertThat(store.find(failed.id())).isNull();
        assertThatThrownBy(() -> store.renew(again, null)).isInstanceOf(ForgottenException.class);
        assertThat(store.counts().get("noop").values()).containsOnly(0L);
    }

    @Test
    void removesNoJobThatWaits() {
        Job failed = fail(add());
        store.renew(failed.with(failed.status().retried(now.get(), false)), null);
        Job waiting = add();
        assertThat(store.remove(failed.id())).isFalse();
        assertThat(store.remove(waiting.id())).isFalse();
        assertThat(store.remove(new UUID(0, 0))).isFalse();
        assertThat(store.list(JobFilter.ALL, null, 9)).hasSize(2);
        assertThat(store.remove(succeed(waiting, "1").id())).isTrue();
        assertThat(store.list(JobFilter.ALL, null, 9)).hasSize(1);
    }

    @Test
    void remembersHowARequestWasAnsweredThatSubmittedAJobAnew() {
        var made = new IdempotencyKey("made", "f");
        var anew = new IdempotencyKey("anew", "g");
        Job job = add("noop", "1", JobOptions.NONE.withKey("k"), made);
        Job replaced = replaced(job, "2", JobOptions.NONE.withKey("k"));
        store.renew(replaced, anew);
        succeed(replaced.with(replaced.status().queued(now.get())), "17");
        assertThat(store.answer("made")).isEqualTo(new Answer(made, true, job));
        assertThat(store.answer("anew")).isEqualTo(new Answer(anew, false, replaced));
    }

    @Test
    void listsTheIdsOfTheSameJobs() {
        IntStream.range(0, 25).forEach(i -> add(i % 2 == 0 ? "noop" : "other", "null", JobOptions.NONE));
        var filter = new JobFilter(Set.of(), "other", null, null, null);
        List<Job> page = store.list(filter, null, 5);
        assertThat(store.ids(filter, null, 5)).isEqualTo(page.stream().map(Job::id).toList());
        assertThat(store.ids(filter, page.getLast().id(), 100))
                .isEqualTo(store.list(filter, page.getLast().id(), 100).stream().map(Job::id).toList());
    }

    @Test
    void countsTheErrorsOfAllAttempts() {
        for (int i = 0; i < 9; i++) {
            Job running = run(add());
            var error = new JobError("e", "m", "s".repeat(20_000), 1, now.get());
            store.save(running.with(running.status().failed(error, now.get())));
        }
        assertThat(store.list(JobFilter.ALL, null, 100)).hasSizeBetween(2, 4);
    }

    @Test
    void keepsNoMoreBytesOfFinishedJobsThanItMay() {
        for (int i = 0; i < 9; i++) {
            succeed(add("noop", '"' + "x".repeat(20_000) + '"', JobOptions.NONE), "1");
        }
        // Of 100,000 bytes; in memory characters are counted twice.
        assertThat(store.list(JobFilter.ALL, null, 100)).hasSizeBetween(2, 4);
    }

    @Test
    void forgetsFinishedJobsWhoseTimeIsUp() {
        Job old = succeed(add(), "1");
        Job failed = fail(add());
        Job unfinished = add();
        now.set(START.plus(Duration.ofHours(23)));
        Job young = succeed(add(), "1");
        store.prune();
        assertThat(store.find(old.id())).isNotNull();
        now.set(START.plus(Duration.ofHours(25)));
        store.prune();
        assertThat(store.list(JobFilter.ALL, null, 9)).containsExactly(young, unfinished, failed);
        now.set(START.plus(Duration.ofDays(8)));
        store.prune();
        assertThat(store.list(JobFilter.ALL, null, 9)).containsExactly(unfinished);
    }

    @Test
    void endsTheLogWithItsJob() throws InterruptedException {
        Job job = run(add());
        store.log(job.id()).append("one");
        assertThat(store.log(job.id()).read(0).text()).isEqualTo("one\n");
        Job done = job.with(job.status().succeeded("1", now.get()));
        store.save(done);
        JobLog log = store.log(job.id());
        log.append("late");
        assertThat(log.read(0)).isEqualTo(new JobLog.Part("one\n", 4));
        assertThat(log.await(4, Duration.ofSeconds(30))).isFalse();
        store.remove(job.id());
        assertThat(store.log(job.id()).read(0).text()).isEmpty();
    }

    @Test
    void hasAnEmptyEndedLogForASilentJobThatHasFinished() throws InterruptedException {
        Job done = succeed(add(), "1");
        assertThat(store.log(done.id()).await(0, Duration.ofSeconds(30))).isFalse();
    }

    @Test
    void remembersHowARequestWithAKeyWasAnswered() {
        var made = new IdempotencyKey("made", "f");
        var met = new IdempotencyKey("met \"\\", "g");
        assertThat(store.answer("made")).isNull();
        Job job = add(made);
        Job running = run(job);
        store.answered(met, running);
        store.save(running.with(running.status().succeeded("1", now.get())));
        assertThat(store.answer("made")).isEqualTo(new Answer(made, true, job));
        assertThat(store.answer("met \"\\")).isEqualTo(new Answer(met, false, running));
        assertThat(store.answer("Made")).isNull();
        add();
        assertThat(store.list(JobFilter.ALL, null, 9)).hasSize(2);
    }

    @Test
    void remembersAnAnswerLongerThanItsJob() {
        var key = new IdempotencyKey("k", "f");
        Job job = add(key);
        succeed(job, "1");
        store.remove(job.id());
        assertThat(store.find(job.id())).isNull();
        assertThat(store.answer("k")).isEqualTo(new Answer(key, true, job));
    }

    @Test
    void forgetsAnAnswerAfterADay() {
        var first = new IdempotencyKey("first", "f");
        var second = new IdempotencyKey("second", "f");
        Job job = add(first);
        now.set(START.plus(Duration.ofHours(1)));
        store.answered(second, job);
        now.set(START.plus(JobStore.ANSWERS_KEPT).minusMillis(1));
        store.prune();
        assertThat(store.answer("first")).isNotNull();
        now.set(START.plus(JobStore.ANSWERS_KEPT));
        assertThat(store.answer("first")).isNull();
        store.prune();
        assertThat(store.answer("first")).isNull();
        assertThat(store.answer("second")).isNotNull();
        var again = new IdempotencyKey("first", "g");
        Job other = add(again);
        now.set(START.plus(JobStore.ANSWERS_KEPT).plus(Duration.ofHours(1)));
        store.prune();
        assertThat(store.answer("first")).isEqualTo(new Answer(again, true, other));
        assertThat(store.answer("second")).isNull();
    }

    @Test
    void takesAKeyAgainWhoseTimeIsUpBeforeItIsPruned() {
        add(new IdempotencyKey("k", "f"));
        now.set(START.plus(JobStore.ANSWERS_KEPT));
        var again = new IdempotencyKey("k", "g");
        Job job = add(again);
        store.prune();
        assertThat(store.answer("k")).isEqualTo(new Answer(again, true, job));
    }

    @Test
    void refusesMoreKeysThanItHasRoomForAndKeepsNothingOfThem() {
        Job met = add();
        assertRefused(() -> {
            for (int i = 0; i <= LIMITS.maxBytes() / 256 + 1; i++) {
                store.answered(new IdempotencyKey("met" + i, "f"), met);
            }
        });
        assertThat(store.answer("met50")).isNotNull();
        assertRefused(() -> add(new IdempotencyKey("made", "f")));
        assertRefused(() -> store.answered(new IdempotencyKey("met", "f"), met));
        assertThat(store.answer("made")).isNull();
        assertThat(store.answer("met")).isNull();
        assertThat(store.list(JobFilter.ALL, null, 9)).hasSize(1);
        assertThat(store.counts().get("noop")).containsEntry(JobState.QUEUED, 1L);
        assertThat(store.answer("met0")).isNotNull();
        add();
        now.set(START.plus(JobStore.ANSWERS_KEPT));
        store.prune();
        add(new IdempotencyKey("made", "f"));
        assertThat(store.answer("made")).isNotNull();
    }

    static void assertRefused(ThrowingCallable adding) {
        assertThatThrownBy(adding).isInstanceOfSatisfying(RefusedException.class,
                refused -> assertThat(refused.reason()).isEqualTo(RefusedException.Reason.QUEUE_FULL)).hasMessageContaining("maxBytes");
    }

    private static KeptSchedule kept(String name, String handled) {
        return new KeptSchedule(Schedule.of(name, "*/5 1 * * *", ZoneId.of("Asia/Seoul"), "noop").withInput("{\"a\":[1,\"\u00e9\"]}"),
                true, Instant.parse(handled));
    }

    @Test
    void keepsSchedulesByTheirNames() {
        KeptSchedule second = kept("b", "2026-01-01T00:00:00.123Z");
        store.schedules().keep(second);
        store.schedules().keep(kept("a", "2026-01-01T00:00:00Z"));
        KeptSchedule first = new KeptSchedule(Schedule.of("a", "@daily", ZoneId.of("+09:00"), "other").withOverlap(Schedule.Overlap.ALLOW)
                .withCatchUp(Duration.ZERO), false, Instant.parse("2026-01-02T00:00:00Z"));
        store.schedules().keep(first);
        assertThat(store.schedules().all()).containsExactly(first, second);
        store.schedules().remove("a");
        store.schedules().remove("a");
        assertThat(store.schedules().all()).containsExactly(second);
    }

    @Test
    void recordsTheJobOfATickAndThatItIsHandled() {
        KeptSchedule schedule = kept("a", "2026-01-01T00:00:00Z");
        store.schedules().keep(schedule);
        Job other = add();
        var job = new Job(new UUID(other.id().getMostSignificantBits() + 1, 1), other.request(), now.get(), other.status());
        KeptSchedule handled = schedule.handledUpTo(Instant.parse("2026-01-01T01:00:00Z"));
        store.schedules().add(handled, job);
        assertThat(store.find(job.id())).isEqualTo(job);
        assertThat(store.schedules().all()).containsExactly(handled);
        store.save(job.with(job.status().started(now.get())));
    }

    private List<Job> addBatch(UUID batch, int size, IdempotencyKey key) {
        var options = JobOptions.NONE.withTimeout(Duration.ZERO).withRetry(RetryPolicy.NONE);
        List<Job> jobs = IntStream.range(0, size).mapToObj(i -> new Job(new UUID(0x0190_0000_0000_7000L + ids++, 0x8000_0000_0000_0000L),
                new Job.Request("noop", "noop", Integer.toString(i), options, new Job.Origin(batch, null)), now.get(),
                JobStatus.accepted(now.get(), now.get()))).toList();
        store.addAll(jobs, key);
        return jobs;
    }

    private UUID batchId() {
        return new UUID(0x0190_0000_0000_7000L + ids++, 0x8000_0000_0000_0000L);
    }

    @Test
    void findsListsAndCountsTheJobsOfABatch() {
        Job other = add();
        UUID id = batchId();
        List<Job> batch = addBatch(id, 5, null);
        assertThat(batch).allSatisfy(job -> assertThat(store.find(job.id())).isEqualTo(job));
        assertThat(store.batch(id)).isEqualTo(Map.of(JobState.QUEUED, 5));
        run(batch.get(0));
        Job done = succeed(batch.get(1), "1");
        Job failed = fail(batch.get(2));
        assertThat(store.find(done.id())).isEqualTo(done);
        assertThat(store.batch(id)).isEqualTo(Map.of(JobState.QUEUED, 2, JobState.RUNNING, 1, JobState.SUCCEEDED, 1, JobState.FAILED, 1));
        var filter = new JobFilter(Set.of(), null, null, null, null, id);
        assertThat(store.list(filter, null, 9)).extracting(Job::id)
                .containsExactlyElementsOf(batch.stream().map(Job::id).toList().reversed());
        assertThat(store.remove(failed.id())).isTrue();
        assertThat(store.batch(id)).isEqualTo(Map.of(JobState.QUEUED, 2, JobState.RUNNING, 1, JobState.SUCCEEDED, 1));
        assertThat(store.batch(other.id())).isNull();
    }

    @Test
    void knowsABatchNoMoreOnceAllItsJobsAreForgotten() {
        UUID id = batchId();
        List<Job> batch = addBatch(id, 3, null);
        batch.forEach(job -> succeed(job, "1"));
        assertThat(store.batch(id)).isEqualTo(Map.of(JobState.SUCCEEDED, 3));
        batch.forEach(job -> store.remove(job.id()));
        assertThat(store.batch(id)).isNull();
    }

    @Test
    void countsABatchRightWhenAllItsJobsMoveAtOnce() throws InterruptedException {
        UUID id = batchId();
        List<Job> batch = addBatch(id, 10, null);
        List<Thread> threads = batch.stream().map(job -> Thread.ofVirtual().start(() -> succeed(job, "1"))).toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(store.batch(id)).isEqualTo(Map.of(JobState.SUCCEEDED, 10));
    }

    @Test
    void answersTheSameRequestForABatchWithItsJobsAsTheyWereAccepted() {
        var key = new IdempotencyKey("batch", "print");
        List<Job> batch = addBatch(batchId(), 4, key);
        batch.forEach(job -> succeed(job, "1"));
        store.remove(batch.get(1).id());
        assertThat(store.answer("batch")).isEqualTo(new Answer(key, true, batch));
    }

    @Test
    void keepsWhatIsHeldUntilItIsLetGo() {
        Job job = succeed(add(), "1");
        assertThat(store.holds().hold(job.id())).isEqualTo(JobState.SUCCEEDED);
        assertThat(store.remove(job.id())).isFalse();
        now.set(START.plus(Duration.ofDays(30)));
        store.prune();
        assertThat(store.find(job.id())).isEqualTo(job);
        store.holds().letGo(job.id());
        store.prune();
        assertThat(store.find(job.id())).isNull();
        assertThat(store.holds().hold(job.id())).isNull();
    }
}
