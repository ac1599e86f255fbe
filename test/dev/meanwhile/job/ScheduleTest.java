package dev.meanwhile.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    private static final Schedule.When NIGHTLY = new Schedule.When(Cron.parse("0 3 * * *"), ZoneId.of("Asia/Seoul"));

    @Test
    void namesTheJobOfATickAfterItselfAndTheTick() {
        Instant tick = NIGHTLY.next(Instant.parse("2026-12-01T00:00:00Z"));
        assertThat(schedule("nightly", Duration.ofHours(1)).key(tick)).isEqualTo("schedule/nightly/2026-12-01T18:00:00Z");
    }

    @Test
    void makesKeysThatAJobMayHave() {
        String key = schedule("n".repeat(100), Duration.ZERO).key(Instant.parse("+999999999-12-31T23:59:59.999999999Z"));
        assertThat(JobOptions.NONE.withKey(key).key()).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "-a", "n\u00e9", "a b"})
    void refusesANameThatIsNone(String name) {
        assertThatThrownBy(() -> schedule(name, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name of a schedule must be 1 to 100 letters, digits, '.', '_', '-', was \"" + name + "\"");
    }

    @Test
    void refusesACatchUpOutOfRange() {
        assertThatThrownBy(() -> schedule("a", Duration.ofSeconds(-1))).hasMessage("catchUp must be from 0s to 36500d, was PT-1S");
        assertThatThrownBy(() -> schedule("a", Durations.MAX.plusMillis(1))).hasMessageStartingWith("catchUp must be from 0s to 36500d");
        assertThat(schedule("a", Durations.MAX).catchUp()).isEqualTo(Durations.MAX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Asia/Seoul", "UTC", "Z", "+09:00", "Europe/Berlin", "GMT+1"})
    void readsTimeZones(String text) {
        assertThat(Schedule.parseZone(text)).isEqualTo(ZoneId.of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Mars", "Asia/Soul", "asia/seoul", "+25:00", "9"})
    void refusesATimeZoneThatIsNone(String text) {
        assertThatThrownBy(() -> Schedule.parseZone(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a time zone such as \"Asia/Seoul\", \"UTC\" or \"+09:00\", was \"" + text + "\"");
    }

    private static Schedule schedule(String name, Duration catchUp) {
        return new Schedule(name, NIGHTLY, "backup", "null", catchUp, Schedule.Overlap.SKIP);
    }
}
