package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.engine.Ticks.Reason;
import dev.meanwhile.engine.Ticks.Run;
import dev.meanwhile.engine.Ticks.Skip;
import dev.meanwhile.job.Cron;
import dev.meanwhile.job.Durations;
import dev.meanwhile.job.Schedule;
import dev.meanwhile.job.Schedule.Overlap;
import dev.meanwhile.job.Schedule.When;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicksTest {

    private static final Instant NINE = Instant.parse("2026-01-01T09:00:00Z");
    private static final Instant TEN = Instant.parse("2026-01-01T10:00:00Z");
    private static final Instant ELEVEN = Instant.parse("2026-01-01T11:00:00Z");

    private static final Schedule HOURLY = schedule("0 * * * *", Duration.ofHours(1), Overlap.SKIP);

    @Test
    void runsATickWhenItsTimeHasCome() {
        assertThat(decide(HOURLY, NINE, TEN)).isEqualTo(new Ticks(List.of(new Run(TEN)), TEN, Duration.ofMinutes(1)));
        assertThat(decide(HOURLY, NINE, TEN.plusMillis(3)).verdicts()).containsExactly(new Run(TEN));
    }

    @Test
    void runsNothingBeforeThat() {
        assertThat(decide(HOURLY, NINE, TEN.minusNanos(1))).isEqualTo(new Ticks(List.of(), NINE, Duration.ofNanos(1)));
        assertThat(decide(HOURLY, NINE, TEN.minusSeconds(59)).delay()).isEqualTo(Duration.ofSeconds(59));
        assertThat(decide(HOURLY, NINE, TEN.minusSeconds(61)).delay()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void runsNothingTwice() {
        assertThat(decide(HOURLY, TEN, TEN).verdicts()).isEmpty();
        assertThat(decide(HOURLY, TEN, TEN.plusSeconds(30)).verdicts()).isEmpty();
    }

    @Test
    void makesUpForATickThatWasMissedWithinTheWindow() {
        assertThat(decide(minutes("0 10 * * *", 90), NINE, TEN.plus(Duration.ofMinutes(90))).verdicts()).containsExactly(new Run(TEN));
    }

    @Test
    void skipsATickThatWasMissedBeforeTheWindow() {
        Ticks ticks = decide(minutes("0 10 * * *", 90), NINE, TEN.plus(Duration.ofMinutes(90)).plusNanos(1));
        assertThat(ticks.verdicts()).containsExactly(new Skip(TEN, TEN, 1, Reason.MISSED));
        assertThat(ticks.handled()).isEqualTo(TEN);
    }

    @Test
    void runsTheLastOfSeveralThatWereMissed() {
        Ticks ticks = decide(minutes("*/10 * * * *", 60), NINE, TEN.plusSeconds(1));
        assertThat(ticks.verdicts()).containsExactly(
                new Skip(NINE.plusSeconds(600), NINE.plusSeconds(3000), 5, Reason.MISSED), new Run(TEN));
        assertThat(ticks.handled()).isEqualTo(TEN);
    }

    @Test
    void skipsAllThatWereMissedBeforeTheWindow() {
        Ticks ticks = decide(minutes("0 1-5 * * *", 60), Instant.parse("2026-01-01T01:30:00Z"), NINE);
        assertThat(ticks.verdicts()).containsExactly(new Skip(
                Instant.parse("2026-01-01T02:00:00Z"), Instant.parse("2026-01-01T05:00:00Z"), 4, Reason.MISSED));
        assertThat(ticks.handled()).isEqualTo(Instant.parse("2026-01-01T05:00:00Z"));
    }

    @Test
    void isInTimeForAMinuteEvenWhereNothingIsMadeUpFor() {
        Schedule never = minutes("0 * * * *", 0);
        assertThat(decide(never, NINE, TEN.plusSeconds(60)).verdicts()).containsExactly(new Run(TEN));
        assertThat(decide(never, NINE, TEN.plusSeconds(61)).verdicts()).containsExactly(new Skip(TEN, TEN, 1, Reason.MISSED));
        assertThat(decide(never, NINE, ELEVEN).verdicts()).containsExactly(new Skip(TEN, TEN, 1, Reason.MISSED), new Run(ELEVEN));
    }

    @Test
    void skipsATickWhileTheJobOfAnEarlierOneRuns() {
        Ticks ticks = Ticks.decide(HOURLY, NINE, TEN, true);
        assertThat(ticks.verdicts()).containsExactly(new Skip(TEN, TEN, 1, Reason.OVERLAP));
        // It is not made up for when that job ends.
        assertThat(decide(HOURLY, ticks.handled(), TEN.plusSeconds(1)).verdicts()).isEmpty();
    }

    @Test
    void letsJobsOverlapWhereThatIsAllowed() {
        Schedule allowing = schedule("0 * * * *", Duration.ofHours(1), Overlap.ALLOW);
        assertThat(Ticks.decide(allowing, NINE, TEN, true).verdicts()).containsExactly(new Run(TEN));
    }

    @Test
    void saysBothWhenTheLastOfSeveralWouldOverlap() {
        assertThat(Ticks.decide(HOURLY, NINE, ELEVEN, true).verdicts())
                .containsExactly(new Skip(TEN, TEN, 1, Reason.MISSED), new Skip(ELEVEN, ELEVEN, 1, Reason.OVERLAP));
    }

    @Test
    void saysMissedWhereATickIsTooOldWhateverRuns() {
        assertThat(Ticks.decide(minutes("0 10 * * *", 0), NINE, ELEVEN, true).verdicts())
                .containsExactly(new Skip(TEN, TEN, 1, Reason.MISSED));
    }

    @Test
    void repeatsNothingWhenTheClockIsPutBack() {
        Ticks ticks = decide(HOURLY, TEN, NINE.minusSeconds(1));
        assertThat(ticks).isEqualTo(new Ticks(List.of(), TEN, Duration.ofMinutes(1)));
        assertThat(decide(HOURLY, ticks.handled(), TEN).verdicts()).isEmpty();
        assertThat(decide(HOURLY, ticks.handled(), ELEVEN).verdicts()).containsExactly(new Run(ELEVEN));
    }

    @Test
    void takesAClockPutForwardForAGap() {
        Instant later = TEN.plus(Duration.ofDays(30)).plusSeconds(1);
        Ticks ticks = decide(HOURLY, TEN, later);
        assertThat(ticks.verdicts()).containsExactly(
                new Skip(ELEVEN, TEN.plus(Duration.ofDays(30)).minus(Duration.ofHours(1)), 30 * 24 - 1, Reason.MISSED),
                new Run(TEN.plus(Duration.ofDays(30))));
    }

    @Test
    void startsOverWhenTheClockHadBeenWrongByMoreThanAnyTimeZone() {
        Instant wrong = Instant.parse("2038-01-19T03:00:00Z");
        Ticks ticks = decide(HOURLY, wrong, TEN.minusSeconds(1));
        assertThat(ticks).isEqualTo(new Ticks(List.of(), TEN.minusSeconds(1), Duration.ofSeconds(1)));
        assertThat(decide(HOURLY, ticks.handled(), TEN).verdicts()).containsExactly(new Run(TEN));

        Instant justPutBack = TEN.plus(Duration.ofHours(26));
        assertThat(decide(HOURLY, justPutBack, TEN).handled()).isEqualTo(justPutBack);
        assertThat(decide(HOURLY, justPutBack.plusNanos(1), TEN).handled()).isEqualTo(TEN);
    }

    @Test
    void countsNoFurtherThanAThousandInDecadesOfMinutes() {
        Schedule always = schedule("* * * * *", Durations.MAX, Overlap.SKIP);
        Instant now = TEN.plus(Duration.ofDays(20_000)).plusSeconds(10);
        assertThat(decide(always, TEN, now).verdicts()).containsExactly(
                new Skip(TEN.plusSeconds(60), now.minusSeconds(70), 1_000, Reason.MISSED), new Run(now.minusSeconds(10)));
    }

    @Test
    void takesTheTimesOfTheZone() {
        var when = new When(Cron.parse("0 0,2 * * *"), ZoneId.of("Europe/Berlin"));
        var schedule = new Schedule("nightly", when, "backup", "null", Duration.ofDays(1), Overlap.SKIP);
        // Two o'clock is skipped this night, and comes at three.
        Instant three = Instant.parse("2024-03-31T01:00:00Z");
        assertThat(decide(schedule, Instant.parse("2024-03-30T23:00:00Z"), three.minusNanos(1)).verdicts()).isEmpty();
        assertThat(decide(schedule, Instant.parse("2024-03-30T23:00:00Z"), three).verdicts()).containsExactly(new Run(three));
    }

    /** A server that looks, sleeps and dies as it likes: every tick of a clock that only goes forward is spoken of once. */
    @ParameterizedTest
    @ValueSource(strings = {"* * * * *", "*/7 * * * *", "30 2 * * *", "0 0 1,15 * mon", "*/20 1-4 * * sat-mon"})
    void losesNoTickAndRepeatsNone(String cron) {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            Schedule schedule = new Schedule("s", new When(Cron.parse(cron), ZoneId.of("Europe/Berlin")), "t", "null",
                    Duration.ofSeconds(random.nextInt(3) * random.nextInt(40_000)), Overlap.SKIP);
            Instant begin = Instant.parse("2024-03-28T12:34:56Z");
            Instant handled = begin;
            Instant now = begin;
            var spokenOf = new ArrayList<Instant>();
            for (int i = 0; i < 100; i++) {
                now = now.plusMillis(random.nextInt(10) == 0 ? random.nextLong(100_000_000) : random.nextLong(100_000));
                Ticks ticks = decide(schedule, handled, now);
                assertThat(ticks.delay()).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(1));
                for (Ticks.Verdict verdict : ticks.verdicts()) {
                    switch (verdict) {
                        case Run run -> {
                            spokenOf.add(run.tick());
                            assertThat(Duration.between(run.tick(), now)).isLessThanOrEqualTo(
                                    schedule.catchUp().compareTo(Duration.ofMinutes(1)) > 0 ? schedule.catchUp() : Duration.ofMinutes(1));
                        }
                        case Skip skip -> {
                            List<Instant> skipped = ticksBetween(schedule, skip.first().minusNanos(1), skip.last());
                            assertThat(skip.count()).isEqualTo(Math.min(1_000, skipped.size()));
                            spokenOf.addAll(skipped);
                        }
                    }
                }
                handled = ticks.handled();
            }
            assertThat(spokenOf).isEqualTo(ticksBetween(schedule, begin, now));
        }
    }

    /** The same with a clock that is put forward and back. */
    @Test
    void repeatsNothingWhereverTheClockGoes() {
        Schedule schedule = minutes("*/5 * * * *", 30);
        int runs = 0;
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            Instant handled = TEN;
            Instant now = TEN;
            Set<Instant> ran = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                now = now.plusSeconds(random.nextInt(600));
                if (random.nextInt(10) == 0) {
                    now = now.plusSeconds(random.nextInt(-40_000, 40_000));
                }
                // Further back than this, what was handled does not count.
                now = now.isBefore(handled.minus(26, ChronoUnit.HOURS)) ? handled : now;
                Ticks ticks = decide(schedule, handled, now);
                for (Ticks.Verdict verdict : ticks.verdicts()) {
                    if (verdict instanceof Run run) {
                        assertThat(ran.add(run.tick())).as("%s again, seed %d", run, seed).isTrue();
                    }
                }
                handled = ticks.handled();
            }
            runs += ran.size();
        }
        assertThat(runs).isGreaterThan(1_000);
    }

    private static Ticks decide(Schedule schedule, Instant handled, Instant now) {
        return Ticks.decide(schedule, handled, now, false);
    }

    private static List<Instant> ticksBetween(Schedule schedule, Instant after, Instant until) {
        var ticks = new ArrayList<Instant>();
        for (Instant tick = schedule.when().next(after); !tick.isAfter(until); tick = schedule.when().next(tick)) {
            ticks.add(tick);
        }
        return ticks;
    }

    private static Schedule minutes(String cron, int catchUp) {
        return schedule(cron, Duration.ofMinutes(catchUp), Overlap.SKIP);
    }

    private static Schedule schedule(String cron, Duration catchUp, Overlap overlap) {
        return new Schedule("s", new When(Cron.parse(cron), ZoneId.of("UTC")), "t", "null", catchUp, overlap);
    }
}
