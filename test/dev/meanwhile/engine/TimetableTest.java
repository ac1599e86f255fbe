package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.event.Event;
import dev.meanwhile.event.EventLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimetableTest {

    private final FakeTime clock = new FakeTime();
    private final List<String> told = new ArrayList<>();
    private final EventLog log = new EventLog(InstantSource.system(), Event.Level.DEBUG, event -> told.add(event.name()));
    private final Timetable timetable = new Timetable(clock.time(), log);
    private final List<String> run = new ArrayList<>();

    @Test
    void runsWhatIsDueInTheOrderOfItsTime() {
        timetable.after(Duration.ofSeconds(2), () -> run.add("two"));
        timetable.after(Duration.ofSeconds(1), () -> run.add("one"));
        timetable.after(Duration.ofSeconds(1), () -> run.add("one again"));
        timetable.after(Duration.ofSeconds(3), () -> run.add("three"));
        timetable.runDue();
        assertThat(run).isEmpty();
        clock.advance(Duration.ofSeconds(2));
        timetable.runDue();
        assertThat(run).containsExactly("one", "one again", "two");
    }

    @Test
    void leavesOutWhatWasCancelled() {
        var entry = timetable.after(Duration.ofSeconds(1), () -> run.add("never"));
        timetable.after(Duration.ofSeconds(1), () -> run.add("still"));
        entry.cancel();
        entry.cancel();
        clock.advance(Duration.ofSeconds(1));
        timetable.runDue();
        assertThat(run).containsExactly("still");
    }

    @Test
    void runsAnEntryAgainThatIsAddedAgainUnlessItWasStruck() {
        var entry = timetable.entry(clock.time().after(Duration.ofSeconds(1)), () -> run.add("again"));
        timetable.add(entry);
        timetable.add(entry);
        assertThat(entry.isDue()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(entry.isDue()).isTrue();
        timetable.runDue();
        assertThat(run).containsExactly("again");
        timetable.add(entry);
        timetable.runDue();
        assertThat(run).containsExactly("again", "again");
        entry.cancel();
        timetable.add(entry);
        timetable.runDue();
        assertThat(run).hasSize(2);
    }

    @Test
    void goesOnAfterAnActionThatThrows() {
        timetable.after(Duration.ZERO, () -> {
            throw new StackOverflowError();
        });
        timetable.after(Duration.ZERO, () -> run.add("next"));
        timetable.runDue();
        assertThat(run).containsExactly("next");
        assertThat(told).containsExactly("timetable_action_failed");
    }

    @Test
    void runsNothingOnceClosed() {
        timetable.after(Duration.ZERO, () -> run.add("before"));
        timetable.close();
        timetable.after(Duration.ZERO, () -> run.add("after"));
        timetable.runDue();
        assertThat(run).isEmpty();
    }

    @Test
    void keepsTimeByItselfOnceStarted() throws InterruptedException {
        try (var real = new Timetable(Time.SYSTEM, log).start()) {
            var ran = new CountDownLatch(3);
            real.after(Duration.ofHours(1), () -> run.add("not in this test"));
            real.after(Duration.ofMillis(20), ran::countDown);
            real.after(Duration.ofMillis(1), () -> {
                ran.countDown();
                real.after(Duration.ofMillis(1), ran::countDown);
            });
            assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(run).isEmpty();
        }
    }
}
