package dev.meanwhile.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cron expressions whose times an independent library finds too, and all that the two do not agree on, with the reason. */
class CronComparisonTest {

    private static final Instant FIRST_START = Instant.parse("1999-01-01T00:00:00Z");
    private static final Instant LAST_START = Instant.parse("2101-01-01T00:00:00Z");

    /** What both read, and read alike. */
    private static final String ALIKE = """
            * * * * *
            0 * * * *
            59 * * * *
            0 0 * * *
            59 23 * * *
            30 4 * * *
            00 03 * * *
            5,10,15 * * * *
            0,59 0,23 * * *
            1-5 * * * *
            10-40 * * * *
            7-7 * * * *
            0-59 0-23 1-31 1-12 0-7
            0 9-17 * * *
            0 9-17 * * 1-5
            */1 * * * *
            */2 * * * *
            */5 * * * *
            */7 * * * *
            */15 * * * *
            */31 * * * *
            */59 * * * *
            0 */2 * * *
            0 */5 * * *
            15 */6 * * *
            0 */23 * * *
            0 0 */2 * *
            0 0 */10 * *
            0 0 */31 * *
            0 0 1 */3 *
            0 0 1 */5 *
            0 0 1 */12 *
            0 0 * * */2
            0 0 * * */3
            0 0 * * */7
            10-40/10 * * * *
            10-44/10 * * * *
            0-59/20 * * * *
            5-59/6 * * * *
            0 8-20/4 * * *
            0 1-23/2 * * *
            0 0 1-31/7 * *
            0 0 10-20/3 * *
            0 0 1 1-12/2 *
            0 0 1 2-11/4 *
            0 0 * * 1-5/2
            0 0 * * 1-7/2
            0 0 * * 0-7/3
            3/15 * * * *
            59/2 * * * *
            0/30 * * * *
            0 2/7 * * *
            0 0 5/10 * *
            0 0 1 2/3 *
            0 0 * * 2/2
            0 0 * * 3/2
            1,5-10,20-50/10,*/25 * * * *
            5,10-12,20/20 1,3 * * *
            5,5,5 * * * *
            */20,*/30 * * * *
            3,2,1 * * * *
            1-10,5-15 * * * *
            *,5 * * * *
            5,* * * * *
            0 12 15 6 *
            0 0 1 1 *
            0 0 1 * *
            0 0 15,30 * *
            0 0 28 * *
            0 0 29 * *
            0 0 30 * *
            0 0 31 * *
            0 0 31 12 *
            0 0 31 1,3,5 *
            0 0 28,29 2 *
            0 0 29 2 *
            59 23 29 2 *
            */30 12 29 feb *
            0 0 30,31 1-4 *
            0 0 31 4,5 *
            0 0 * * 0
            0 0 * * 7
            0 0 * * 1
            0 0 * * 6
            0 0 * * 0,7
            0 0 * * 1,3,5
            0 0 * * 5-7
            0 0 * * 6-7
            0 0 * * 0-7
            0 0 * * 7-7
            0 0 * * sun
            0 0 * * Sun
            0 0 * * MON-FRI
            0 0 * * mon,Wed,FRI
            0 0 * * tue-thu
            0 0 * * 1-fri
            0 0 * jan *
            0 0 * JAN,Jul *
            0 0 1 apr-jun *
            0 0 1 feb-nov/3 *
            0 0 1 2-apr *
            15 10 * dec sat
            0 0 13 * 5
            0 0 13 * fri
            0 0 1 * 1
            0 0 1,15 * mon
            0 0 1-7 * 0
            0 0 29 2 1
            0 0 30 2 1
            0 0 31 4 6,7
            30 6 1 1 0
            */10 8-18 1,15 */2 1-5
            0 22 31 * 2-4
            0 12 10-20/5 6 wed
            0 0 5,* * 1
            0 0 1 * 1,*
            @yearly
            @annually
            @monthly
            @weekly
            @daily
            @midnight
            @hourly
            """;

    static Stream<String> alike() {
        return ALIKE.lines();
    }

    @ParameterizedTest
    @MethodSource("alike")
    void findsTheTimesThatAnIndependentLibraryFinds(String expression) {
        assertSameTimes(Cron.parse(expression), CronUtils.parse(expression));
    }

    /**
     * It takes the field after the name of a range that wraps as empty, except in the day of week, and where a step follows.
     * Here such a range is the list of its values.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '=', value = {
            "0 22-2 * * *        = 0 22,23,0,1,2 * * *",
            "0 23-0 * * *        = 0 23,0 * * *",
            "55-5 * * * *        = 55-59,0-5 * * * *",
            "1-0 * * * *         = * * * * *",
            "50-10/7 * * * *     = 50,57,4 * * * *",
            "0 22-4/2 * * *      = 0 22,0,2,4 * * *",
            "0 20-6/5 * * *      = 0 20,1,6 * * *",
            "0 0 28-3 * *        = 0 0 28-31,1-3 * *",
            "0 0 28-3/2 * *      = 0 0 28,30,1,3 * *",
            "0 0 31-1 2 *        = 0 0 1 2 *",
            "0 0 1 nov-feb *     = 0 0 1 11,12,1,2 *",
            "0 0 1 12-1 *        = 0 0 1 1,12 *",
            "0 0 1 oct-mar/2 *   = 0 0 1 10,12,2 *",
            "0 0 * * fri-mon     = 0 0 * * 5,6,0,1",
            "0 0 * * 5-1         = 0 0 * * 5,6,0,1",
            "0 0 * * 6-0         = 0 0 * * 6,0",
            "0 0 * * sat-sun     = 0 0 * * 6,0",
            "0 0 * * 7-2         = 0 0 * * 0,1,2",
            "0 0 * * 7-0         = 0 0 * * 0",
            "0 0 * * sat-mon/2   = 0 0 * * 6,1",
            "0 0 * * 5-3/2       = 0 0 * * 5,0,2",
            "0 0 15 11-2 sat-sun = 0 0 15 11,12,1,2 6,0"})
    void takesARangeThatWrapsAsTheListOfItsValues(String wrapping, String list) {
        assertSameTimes(Cron.parse(wrapping), CronUtils.parse(list));
    }

    /**
     * It reads names of expressions in small letters only, and no step as long as the field; and a 7 is a 0 to it before it counts.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '=', value = {"@DAILY = @daily", "@Hourly = @hourly", "*/60 * * * * = 0 * * * *", "0 */24 * * * = 0 0 * * *",
            "0 0 * * 7/2 = 0 0 * * 7"})
    void readsWhatTheLibraryReadsOtherwise(String ours, String theirs) {
        assertSameTimes(Cron.parse(ours), CronUtils.parse(theirs));
    }

    /**
     * It takes either day as soon as neither field is a lone {@code *}. Vixie cron, and ours, look at the first character: a field
     * that begins with {@code *} does not name days of its own, so both fields must agree.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '=', value = {
            "0 0 */2 * 5       = 0 0 */2 * *  = 0 0 * * 5",
            "0 0 */2 * mon-fri = 0 0 */2 * *  = 0 0 * * 1-5",
            "0 0 */10 * 1,3    = 0 0 */10 * * = 0 0 * * 1,3",
            "0 0 *,5 * 1       = 0 0 * * 1    = 0 0 * * *",
            "0 0 1 * */2       = 0 0 1 * *    = 0 0 * * */2",
            "0 0 13 * */5      = 0 0 13 * *   = 0 0 * * */5",
            "0 0 1,15 * */3    = 0 0 1,15 * * = 0 0 * * */3",
            "0 0 */3 * */2     = 0 0 */3 * *  = 0 0 * * */2",
            "0 0 8-14 * */7    = 0 0 8-14 * * = 0 0 * * 0",
            "0 0 29 2 */7      = 0 0 29 2 *   = 0 0 * * 0"})
    void wantsBothDaysWhereOneFieldBeginsWithAStar(String ours, String days, String weekdays) {
        assertSameTimes(Cron.parse(ours), CronUtils.parse(days, weekdays));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "*", "* * * *", "* * * * * *", "0 0 0 * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *",
            "* * * 0 *", "* * * 13 *", "* * * * 8", "-1 * * * *", "* * * * -1", "a * * * *", "* * * foo *", "* * * * foo",
            "* * * monday *", "* * * * january", "mon * * * *", "1- * * * *", "1-2-3 * * * *", "1-60 * * * *", "* 5-24 * * *",
            "*/0 * * * *", "*/61 * * * *", "* */25 * * *", "*/ * * * *", "*/x * * * *", "*/-5 * * * *", "*/5/5 * * * *", "*5 * * * *",
            ", * * * *", "1, * * * *", ",1 * * * *", "1,,2 * * * *", "1.5 * * * *", "1/ * * * *", "0 0 L * *", "0 0 15W * *",
            "0 0 * * 5L", "0 0 * * 5#2", "0 0 ? * 1", "0 0 * * ?", "H * * * *", "@", "@reboot", "@fortnightly", "@every 5m"})
    void bothRefuse(String expression) {
        assertThatThrownBy(() -> Cron.parse(expression)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(", was \"");
        assertThatThrownBy(() -> CronUtils.parse(expression)).isInstanceOf(IllegalArgumentException.class);
    }

    /** It reads these, and never finds a time. */
    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 *", "0 0 31 2 *", "0 0 31 4,6,9,11 *", "0 0 30-31 feb *", "0 0 31 4-6/2 *", "0 0 30 2 */2"})
    void refusesWhatNeverComes(String expression) {
        assertThatThrownBy(() -> Cron.parse(expression)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("day of month must occur in month");
    }

    /**
     * A zone makes a difference only where it changes its clocks: the library leaves out what is skipped, and repeats or does not
     * repeat an hour depending on how the expression is written. CronTest has what ours does on these days.
     */
    @ParameterizedTest
    @CsvSource({"Europe/Berlin, 2024", "America/New_York, 2024", "Australia/Lord_Howe, 2024", "America/Sao_Paulo, 2017",
            "Asia/Beirut, 2022", "Asia/Seoul, 2024", "Asia/Kathmandu, 2024", "Africa/Casablanca, 2024", "Pacific/Chatham, 2024"})
    void differsFromTheLibraryOnlyOnDaysOfAChange(String name, int year) {
        ZoneId zone = ZoneId.of(name);
        Set<LocalDate> changes = changes(zone, year);
        for (String expression : List.of("15 2 * * *", "0,30 0 */2 * *", "45 */6 * * sun")) {
            List<Instant> ours = yearOf(Cron.parse(expression)::next, zone, year, changes);
            assertThat(ours).as(expression).hasSizeGreaterThan(180);
            assertThat(ours).as(expression).isEqualTo(yearOf(CronUtils.parse(expression)::next, zone, year, changes));
        }
    }

    private interface Next {
        Instant after(Instant time, ZoneId zone);
    }

    private static void assertSameTimes(Cron ours, CronUtils theirs) {
        var random = new Random(ours.hashCode());
        for (int start = 0; start < 12; start++) {
            Instant time = Instant.ofEpochMilli(random.nextLong(FIRST_START.toEpochMilli(), LAST_START.toEpochMilli()));
            for (int step = 0; step < 8; step++) {
                Instant next = theirs.next(time, ZoneOffset.UTC);
                assertThat(ours.next(time, ZoneOffset.UTC)).as("%s after %s", ours, time).isEqualTo(next);
                time = next;
            }
        }
    }

    private static List<Instant> yearOf(Next next, ZoneId zone, int year, Set<LocalDate> without) {
        Instant end = LocalDate.of(year + 1, 1, 1).atStartOfDay(zone).toInstant();
        var times = new ArrayList<Instant>();
        Instant time = next.after(LocalDate.of(year, 1, 1).atStartOfDay(zone).toInstant(), zone);
        while (time.isBefore(end)) {
            if (!without.contains(LocalDate.ofInstant(time, zone))) {
                times.add(time);
            }
            time = next.after(time, zone);
        }
        return times;
    }

    private static Set<LocalDate> changes(ZoneId zone, int year) {
        var days = new TreeSet<LocalDate>();
        Instant begin = LocalDate.of(year, 1, 1).atStartOfDay(zone).toInstant();
        ZoneOffsetTransition change = zone.getRules().nextTransition(begin);
        while (change != null && change.getDateTimeBefore().getYear() == year) {
            days.add(change.getDateTimeBefore().toLocalDate());
            days.add(change.getDateTimeAfter().toLocalDate());
            change = zone.getRules().nextTransition(change.getInstant());
        }
        return days;
    }

    @Test
    void theZonesThatAreComparedChangeTheirClocks() {
        assertThat(changes(ZoneId.of("Europe/Berlin"), 2024)).containsExactly(LocalDate.of(2024, 3, 31), LocalDate.of(2024, 10, 27));
        assertThat(changes(ZoneId.of("Asia/Seoul"), 2024)).isEmpty();
    }
}
