package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.event.Event;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Limits;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.Schedule;
import dev.meanwhile.job.Schedule.Overlap;
import dev.meanwhile.store.JobFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class SchedulesTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Schedule EACH_MINUTE = schedule("* * * * *");

    @Parameter
    private Kept kept;
    @TempDir
    private Path folder;
    private TestEngine test;

    private final Semaphore gate = new Semaphore(0);

    /** A schedule whose jobs may overlap: on a busy machine a quick one takes longer than a minute of a clock that is put. */
    private static Schedule schedule(String cron) {
        return Schedule.of("tick", cron, ZoneId.of("UTC"), "quick").withInput("{\"a\":1}").withOverlap(Overlap.ALLOW);
    }

    @BeforeEach
    void open() {
        test = kept.open(folder).type("quick", (input, context) -> input).type("held", (input, context) -> {
            gate.acquire();
            return "1";
        });
    }

    @AfterEach
    void close() {
        gate.release(1_000_000);
        test.close();
    }

    private List<Job> jobs() {
        return test.engine.list(JobFilter.ALL, null, 1_000).reversed();
    }

    private List<String> keys() {
        return jobs().stream().map(job -> job.request().options().key()).toList();
    }

    private static String key(String time) {
        return "schedule/tick/2026-01-01T" + time + "Z";
    }

    /** Lets time pass, and waits until all is done that is due by then. */
    private void pass(Duration time) {
        test.pass(time);
        settle();
    }

    /** Waits until all ticks that are due by now are handled. */
    private void settle() {
        Instant now = test.clock.time().now();
        test.awaitThat(() -> test.engine.schedules().all().stream().allMatch(view ->
                !view.kept().handled().isBefore(lastTick(view.kept().schedule(), now))));
    }

    private static Instant lastTick(Schedule schedule, Instant now) {
        Instant last = Instant.MIN;
        for (Instant tick = schedule.when().next(START.minusSeconds(1)); !tick.isAfter(now); tick = schedule.when().next(tick)) {
            last = tick;
        }
        return last;
    }

    private List<Event> events(String name) {
        return test.events.stream().filter(event -> event.name().equals(name)).toList();
    }

    @Test
    void makesAJobAtEachTickAndNotBefore() throws Exception {
        test.engine.schedules().put(schedule("*/2 * * * *"));
        pass(Duration.ofMinutes(2).minusMillis(1));
        assertThat(jobs()).isEmpty();
        pass(Duration.ofMillis(1));
        pass(MINUTE);
        pass(MINUTE);
        assertThat(keys()).containsExactly(key("00:02:00"), key("00:04:00"));
        Job job = test.finished(jobs().getFirst().id());
        assertThat(job.type()).isEqualTo("quick");
        assertThat(job.status().result()).isEqualTo("{\"a\":1}");
        assertThat(job.submittedAt()).isEqualTo(START.plus(Duration.ofMinutes(2)));
        assertThat(events("tick_run")).hasSize(2);
    }

    @Test
    void goesByTheZoneOfTheSchedule() {
        test.engine.schedules().put(Schedule.of("tick", "0 10 * * *", ZoneId.of("Asia/Seoul"), "quick"));
        for (int i = 0; i < 60; i++) {
            assertThat(jobs()).isEmpty();
            pass(MINUTE);
        }
        assertThat(keys()).containsExactly(key("01:00:00"));
    }

    @Test
    void showsItsNextTimes() {
        test.engine.schedules().put(schedule("0 3 * * *"));
        Schedules.View view = test.engine.schedules().find("tick");
        Instant three = Instant.parse("2026-01-01T03:00:00Z");
        assertThat(view.next()).containsExactly(three, three.plus(Duration.ofDays(1)), three.plus(Duration.ofDays(2)),
                three.plus(Duration.ofDays(3)), three.plus(Duration.ofDays(4)));
        assertThat(view.problem()).isNull();
        assertThat(view.kept().declared()).isFalse();
        assertThat(test.engine.schedules().all()).containsExactly(view);
        assertThat(test.engine.schedules().find("other")).isNull();
    }

    @Test
    void skipsATickWhileAJobOfTheScheduleIsUnfinished() throws Exception {
        test.engine.schedules().put(Schedule.of("tick", "* * * * *", ZoneId.of("UTC"), "held"));
        pass(MINUTE);
        pass(MINUTE);
        pass(MINUTE);
        assertThat(keys()).containsExactly(key("00:01:00"));
        assertThat(events("tick_skipped")).hasSize(2).allSatisfy(event -> assertThat(event.get("count")).isEqualTo(1));
        gate.release();
        test.finished(jobs().getFirst().id());
        test.awaitThat(() -> test.engine.vitals().running() == 0);
        pass(MINUTE);
        assertThat(keys()).containsExactly(key("00:01:00"), key("00:04:00"));
    }

    @Test
    void makesAJobAllTheSameIfTheyMayOverlap() {
        test.engine.schedules().put(Schedule.of("tick", "* * * * *", ZoneId.of("UTC"), "held").withOverlap(Overlap.ALLOW));
        pass(MINUTE);
        pass(MINUTE);
        assertThat(keys()).containsExactly(key("00:01:00"), key("00:02:00"));
    }

    @Test
    void countsAJobThatIsTriedAgainOrWasRunByHandAsOneOfTheSchedule() throws Exception {
        test.type("broken", (input, context) -> {
            if (gate.tryAcquire()) {
                throw new IllegalStateException("no");
            }
            gate.acquire();
            return "1";
        });
        gate.release();
        test.engine.schedules().put(Schedule.of("tick", "* * * * *", ZoneId.of("UTC"), "broken"));
        Job first = test.engine.schedules().run("tick");
        assertThat(test.finished(first.id()).state()).isEqualTo(JobState.FAILED);
        assertThat(test.engine.retry(first.id())).isEqualTo(Retrying.QUEUED);
        pass(MINUTE);
        assertThat(jobs()).hasSize(1);
        assertThat(events("tick_skipped")).hasSize(1);
    }

    @Test
    void runsNowOnceForEachTimeItIsAsked() {
        test.engine.schedules().put(Schedule.of("tick", "0 0 1 1 *", ZoneId.of("UTC"), "held"));
        Job one = test.engine.schedules().run("tick");
        Job other = test.engine.schedules().run("tick");
        assertThat(one.id()).isNotEqualTo(other.id());
        assertThat(keys()).containsExactly(key("00:00:00.001"), key("00:00:00.002"));
        assertThat(test.engine.schedules().run("other")).isNull();
        assertThat(test.engine.schedules().find("tick").next().getFirst()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
    }

    @Test
    void makesUpForNothingBeforeItWasMade() {
        test.clock.advance(Duration.ofSeconds(90));
        test.engine.schedules().put(EACH_MINUTE);
        test.awaitThat(() -> !test.names().isEmpty());
        settleAfterPut();
        assertThat(jobs()).isEmpty();
    }

    /** The first look at a schedule handles nothing: it is over when the next one comes in time. */
    private void settleAfterPut() {
        pass(Duration.ofSeconds(29));
    }

    @Test
    void makesUpForTheLastOfTheTicksThatAClockPutForwardSkips() {
        test.engine.schedules().put(schedule("*/10 * * * *"));
        pass(MINUTE);
        test.clock.putWallClock(Duration.ofMinutes(44));
        pass(MINUTE);
        assertThat(keys()).containsExactly(key("00:40:00"));
        assertThat(events("ticks_missed")).singleElement().satisfies(event -> {
            assertThat(event.get("count")).isEqualTo(3);
            assertThat(event.get("first")).isEqualTo(Instant.parse("2026-01-01T00:10:00Z"));
            assertThat(event.get("last")).isEqualTo(Instant.parse("2026-01-01T00:30:00Z"));
        });
    }

    @Test
    void repeatsNothingWhenTheClockIsPutBack() {
        test.engine.schedules().put(EACH_MINUTE);
        pass(MINUTE);
        pass(MINUTE);
        test.clock.putWallClock(Duration.ofMinutes(-2));
        for (int i = 0; i < 2; i++) {
            test.pass(MINUTE);
        }
        assertThat(keys()).containsExactly(key("00:01:00"), key("00:02:00"));
        pass(MINUTE);
        assertThat(keys()).containsExactly(key("00:01:00"), key("00:02:00"), key("00:03:00"));
    }

    @Test
    void goesOnInTheMinuteAfterItWasPutAnew() throws Exception {
        test.engine.schedules().put(EACH_MINUTE);
        pass(MINUTE);
        assertThat(test.engine.schedules().put(EACH_MINUTE.withInput("2"))).isFalse();
        pass(MINUTE);
        assertThat(keys()).containsExactly(key("00:01:00"), key("00:02:00"));
        assertThat(test.finished(jobs().getLast().id()).status().result()).isEqualTo("2");
        // Other times: nothing is made up for that they would have had before.
        test.engine.schedules().put(schedule("0 * * * *"));
        pass(MINUTE);
        assertThat(jobs()).hasSize(2);
        assertThat(test.engine.schedules().find("tick").next().getFirst()).isEqualTo(Instant.parse("2026-01-01T01:00:00Z"));
    }

    @Test
    void makesNoJobOnceItIsRemoved() {
        test.engine.schedules().put(EACH_MINUTE);
        pass(MINUTE);
        assertThat(test.engine.schedules().remove("tick")).isTrue();
        assertThat(test.engine.schedules().remove("tick")).isFalse();
        test.pass(MINUTE);
        test.pass(MINUTE);
        assertThat(jobs()).hasSize(1);
        assertThat(test.store.schedules().all()).isEmpty();
        assertThat(test.engine.schedules().put(EACH_MINUTE)).isTrue();
        pass(MINUTE);
        assertThat(keys()).containsExactly(key("00:01:00"), key("00:04:00"));
    }

    @Test
    void refusesWhatCanNotRun() {
        assertThatThrownBy(() -> test.engine.schedules().put(Schedule.of("tick", "* * * * *", ZoneId.of("UTC"), "none")))
                .isInstanceOfSatisfying(InvalidInputException.class,
                        invalid -> assertThat(invalid.errors()).singleElement().satisfies(error -> {
                            assertThat(error.pointer()).isEqualTo("/type");
                            assertThat(error.detail()).isEqualTo("\"none\" is not a known type; known: held, quick");
                        }));
        assertThatThrownBy(() -> test.engine.schedules().put(EACH_MINUTE.withInput("{\"a\":"))).isInstanceOfSatisfying(
                InvalidInputException.class, invalid -> assertThat(invalid.errors().getFirst().pointer()).isEqualTo("/input"));
        assertThat(test.engine.schedules().all()).isEmpty();
    }

    @Test
    void refusesMoreThanItCanHold() {
        String large = "\"" + "x".repeat(20 << 20) + "\"";
        test.engine.schedules().put(EACH_MINUTE.withInput(large));
        // Itself does not count when it is put anew.
        assertThat(test.engine.schedules().put(EACH_MINUTE.withInput(large))).isFalse();
        assertThatThrownBy(() -> test.engine.schedules().put(Schedule.of("other", "* * * * *", ZoneId.of("UTC"), "quick").withInput(large)))
                .isInstanceOf(RefusedException.class).hasMessageContaining("as many as they may");
        assertThat(test.engine.schedules().find("other")).isNull();
    }

    @Test
    void makesNoJobWhileItStops() {
        test.engine.schedules().put(EACH_MINUTE);
        pass(MINUTE);
        test.engine.refuseNew();
        test.pass(MINUTE);
        test.pass(MINUTE);
        assertThatThrownBy(() -> test.engine.schedules().run("tick")).isInstanceOf(RefusedException.class);
        assertThat(jobs()).hasSize(1);
        assertThat(test.store.schedules().all().getFirst().handled()).isEqualTo(START.plus(MINUTE));
    }

    @Test
    void makesATickUpThatWasRefused() {
        test.close();
        test = kept.open(folder.resolve("small"), new Limits(1, 100_000, 1_000, 1_000, 1_000))
                .type("quick", (input, context) -> input);
        var waiting = test.submit("quick", JobOptions.NONE.withDelay(Duration.ofDays(1)));
        test.engine.schedules().put(EACH_MINUTE);
        test.pass(MINUTE);
        test.awaitThat(() -> test.engine.schedules().find("tick").problem() != null);
        assertThat(test.engine.schedules().find("tick").problem()).contains("maxQueued");
        test.engine.cancel(waiting);
        pass(Duration.ofSeconds(5));
        test.awaitThat(() -> test.engine.schedules().find("tick").problem() == null);
        assertThat(keys()).contains(key("00:01:00"));
        assertThat(events("tick_delayed")).hasSize(1);
    }

    @Test
    void keepsADeclaredScheduleFromBeingChanged() throws Exception {
        test.engine.schedules().declare(EACH_MINUTE);
        assertThatThrownBy(() -> test.engine.schedules().declare(EACH_MINUTE)).isInstanceOf(IllegalArgumentException.class);
        test.engine.resume();
        assertThat(test.engine.schedules().find("tick").kept().declared()).isTrue();
        assertThatThrownBy(() -> test.engine.schedules().put(EACH_MINUTE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> test.engine.schedules().remove("tick")).isInstanceOf(IllegalStateException.class);
        pass(MINUTE);
        assertThat(keys()).containsExactly(key("00:01:00"));
    }
}
