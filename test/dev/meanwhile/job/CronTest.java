package dev.meanwhile.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cron expression says for itself; {@link CronComparisonTest} and {@link CronOracleTest} hold it against others. */
class CronTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "60 * * * *       | minute must be from 0 to 59, was \"60\"",
            "5,99 * * * *     | minute must be from 0 to 59, was \"99\"",
            "* 0-24 * * *     | hour must be from 0 to 23, was \"24\"",
            "* * 0 * *        | day of month must be from 1 to 31, was \"0\"",
            "* * L * *        | day of month must be from 1 to 31, was \"L\"",
            "* * * 13 *       | month must be from 1 to 12 or jan to dec, was \"13\"",
            "* * * mon *      | month must be from 1 to 12 or jan to dec, was \"mon\"",
            "* * * * 8        | day of week must be from 0 to 7 or sun to sat, was \"8\"",
            "* * * * monday   | day of week must be from 0 to 7 or sun to sat, was \"monday\"",
            "*/0 * * * *      | minute must have a step from 1 to 60, was \"*/0\"",
            "*/90 * * * *     | minute must have a step from 1 to 60, was \"*/90\"",
            "* 0-6/25 * * *   | hour must have a step from 1 to 24, was \"0-6/25\"",
            "0 0 30 2 *       | day of month must occur in month \"2\", was \"30\"",
            "0 0 31 feb,4-6/2 * | day of month must occur in month \"feb,4-6/2\", was \"31\""})
    void saysWhatIsWrongAndWhatIsAllowed(String expression, String message) {
        assertThatThrownBy(() -> Cron.parse(expression)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"0 0 * * 5#2, day of week, 5#2", "0 0 ? * *, day of month, ?", "1.5 * * * *, minute, 1.5", "* 1- * * *, hour, 1-",
            "*/5/5 * * * *, minute, */5/5", "-1 * * * *, minute, -1", "* * * 1-2-3 *, month, 1-2-3"})
    void showsTheFormsOfAFieldThatHasNone(String expression, String field, String was) {
        assertThatThrownBy(() -> Cron.parse(expression)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(field + " must be \"*\" or from ")
                .hasMessageEndingWith(", or lists, ranges and steps of these such as \"1,3\", \"1-3\" and \"*/2\", was \"" + was + "\"");
    }

    @Test
    void showsTheWholeFieldWhereATermIsEmpty() {
        assertThatThrownBy(() -> Cron.parse("1,,2 * * * *")).hasMessageStartingWith("minute must be ").hasMessageEndingWith("was \"1,,2\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "* * * *", "* * * * * *", "@reboot", "daily"})
    void wantsFiveFieldsOrAName(String expression) {
        assertThatThrownBy(() -> Cron.parse(expression)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be five fields (minute, hour, day of month, month, day of week) such as \"0 3 * * *\""
                        + " or one of @annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly, was \"" + expression + "\"");
    }

    @Test
    void keepsMessagesShort() {
        assertThatThrownBy(() -> Cron.parse("*".repeat(1_000_000))).message().hasSizeLessThan(400);
        assertThatThrownBy(() -> Cron.parse("9".repeat(1_000_000) + " * * * *")).message().hasSizeLessThan(400);
    }

    @Test
    void readsOnlyPlainDigits() {
        assertThatThrownBy(() -> Cron.parse("\u0665 * * * *")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cron.parse("+5 * * * *")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cron.parse("9999999999 * * * *")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsNamesInAnyLanguage() {
        Locale before = Locale.getDefault();
        // Where a capital i is written with a dot.
        Locale.setDefault(Locale.of("tr", "TR"));
        try {
            assertThat(next("0 0 * * FRI", "2024-01-01T00:00Z", "UTC")).isEqualTo("2024-01-05T00:00Z");
            assertThat(next("@MIDNIGHT", "2024-01-01T00:00Z", "UTC")).isEqualTo("2024-01-02T00:00Z");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void isWhatWasWritten() {
        assertThat(Cron.parse(" 0 \t3  * * Mon\n")).hasToString("0 3 * * Mon");
        assertThat(Cron.parse("@daily")).hasToString("@daily");
        assertThat(Cron.parse("0  3 * * *")).isEqualTo(Cron.parse("0 3 * * *")).hasSameHashCodeAs(Cron.parse("0 3 * * *"));
        assertThat(Cron.parse("0 3 * * 0")).isNotEqualTo(Cron.parse("0 3 * * 7")).isNotEqualTo("0 3 * * 0");
    }

    @ParameterizedTest
    @CsvSource({
            "* * * * *, 2024-01-01T00:00:00Z, 2024-01-01T00:01Z",
            "* * * * *, 2024-01-01T00:00:00.001Z, 2024-01-01T00:01Z",
            "* * * * *, 2023-12-31T23:59:59.999999999Z, 2024-01-01T00:00Z",
            "0 0 * * *, 2024-01-01T00:00:00Z, 2024-01-02T00:00Z",
            "59 23 31 12 *, 2024-12-31T23:58:59Z, 2024-12-31T23:59Z",
            "59 23 31 12 *, 2024-12-31T23:59:00Z, 2025-12-31T23:59Z",
            "30 1 * * *, 1969-12-31T23:59:59Z, 1970-01-01T01:30Z",
            "30 1 1 1 *, -0044-03-15T12:00:00Z, -0043-01-01T01:30Z"})
    void isStrictlyAfter(String expression, Instant after, String expected) {
        assertThat(next(expression, after.toString(), "UTC")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
            "0 0 29 2 *, 2023-03-01T00:00Z, 2024-02-29T00:00Z",
            "0 0 29 2 *, 2024-02-29T00:00Z, 2028-02-29T00:00Z",
            // 2100 has no 29th of February, 2000 had one.
            "0 0 29 2 *, 2096-02-29T00:00Z, 2104-02-29T00:00Z",
            "0 0 29 2 *, 1996-02-29T00:00Z, 2000-02-29T00:00Z",
            // 29th and Sunday: 28 years apart, and 40 across 2100 at worst.
            "0 0 29 2 */7, 2004-02-29T00:00Z, 2032-02-29T00:00Z",
            "0 0 29 2 */7, 2088-02-29T00:00Z, 2128-02-29T00:00Z",
            // Either will do: the 29th, or a Monday in February.
            "0 0 29 2 1, 2023-02-27T00:00Z, 2024-02-05T00:00Z",
            "0 0 29 2 1, 2024-02-26T00:00Z, 2024-02-29T00:00Z",
            // There is no 30th, and Mondays are enough.
            "0 0 30 2 1, 2024-02-26T00:00Z, 2025-02-03T00:00Z"})
    void findsLeapDays(String expression, String after, String expected) {
        assertThat(next(expression, after, "UTC")).isEqualTo(expected);
    }

    @Test
    void isNeverMoreThanFortyYearsAway() {
        Cron sundays = Cron.parse("0 0 29 2 */7");
        Instant time = Instant.parse("2000-01-01T00:00:00Z");
        for (int i = 0; i < 100; i++) {
            Instant next = sundays.next(time, ZoneOffset.UTC);
            assertThat(next).isBetween(time, time.atOffset(ZoneOffset.UTC).plusYears(40).toInstant());
            time = next;
        }
    }

    /** The clocks go forward: what is skipped comes at the end of the gap, and only once. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            // 02:00 to 03:00.
            "30 2 * * *    | Europe/Berlin | 2024-03-30T12:00+01:00 | 2024-03-31T03:00+02:00, 2024-04-01T02:30+02:00",
            "0 2 * * *     | Europe/Berlin | 2024-03-30T12:00+01:00 | 2024-03-31T03:00+02:00, 2024-04-01T02:00+02:00",
            "0 3 * * *     | Europe/Berlin | 2024-03-30T12:00+01:00 | 2024-03-31T03:00+02:00, 2024-04-01T03:00+02:00",
            "0 2,3 * * *   | Europe/Berlin | 2024-03-31T00:00+01:00 | 2024-03-31T03:00+02:00, 2024-04-01T02:00+02:00",
            "7,37 * * * *  | Europe/Berlin | 2024-03-31T01:10+01:00 | 2024-03-31T01:37+01:00, 2024-03-31T03:00+02:00, "
                    + "2024-03-31T03:07+02:00",
            "*/15 * * * *  | Europe/Berlin | 2024-03-31T01:30+01:00 | 2024-03-31T01:45+01:00, 2024-03-31T03:00+02:00, "
                    + "2024-03-31T03:15+02:00",
            "* * * * *     | Europe/Berlin | 2024-03-31T01:58+01:00 | 2024-03-31T01:59+01:00, 2024-03-31T03:00+02:00, "
                    + "2024-03-31T03:01+02:00",
            "30 2 31 3 *   | Europe/Berlin | 2023-12-31T00:00+01:00 | 2024-03-31T03:00+02:00, 2025-03-31T02:30+02:00",
            "30 2 * * *    | America/New_York | 2024-03-09T12:00-05:00 | 2024-03-10T03:00-04:00, 2024-03-11T02:30-04:00",
            // 02:00 to 02:30.
            "15 2 * * *    | Australia/Lord_Howe | 2024-10-05T12:00+10:30 | 2024-10-06T02:30+11:00, 2024-10-07T02:15+11:00",
            "45 2 * * *    | Australia/Lord_Howe | 2024-10-05T12:00+10:30 | 2024-10-06T02:45+11:00, 2024-10-07T02:45+11:00",
            "*/30 2 * * *  | Australia/Lord_Howe | 2024-10-05T12:00+10:30 | 2024-10-06T02:30+11:00, 2024-10-07T02:00+11:00",
            // 02:45 to 03:45.
            "0 3 * * *     | Pacific/Chatham | 2024-09-28T12:00+12:45 | 2024-09-29T03:45+13:45, 2024-09-30T03:00+13:45",
            // Midnight to 01:00, so the day has no beginning.
            "0 0 * * *     | America/Sao_Paulo | 2017-10-14T12:00-03:00 | 2017-10-15T01:00-02:00, 2017-10-16T00:00-02:00",
            "@daily        | Asia/Beirut | 2022-03-26T12:00+02:00 | 2022-03-27T01:00+03:00, 2022-03-28T00:00+03:00",
            "30 0 27 3 *   | Asia/Beirut | 2022-03-26T12:00+02:00 | 2022-03-27T01:00+03:00, 2023-03-27T00:30+03:00",
            "30 23 * * *   | Asia/Beirut | 2022-03-26T12:00+02:00 | 2022-03-26T23:30+02:00, 2022-03-27T23:30+03:00",
            // The whole of the 30th.
            "0 12 * * *    | Pacific/Apia | 2011-12-29T06:00-10:00 | 2011-12-29T12:00-10:00, 2011-12-31T00:00+14:00, "
                    + "2011-12-31T12:00+14:00",
            "0 12 30 12 *  | Pacific/Apia | 2011-12-29T06:00-10:00 | 2011-12-31T00:00+14:00, 2012-12-30T12:00+14:00"})
    void takesWhatAZoneSkipsAtTheEndOfTheGap(String expression, String zone, String after, String expected) {
        assertThat(times(expression, zone, after, expected)).isEqualTo(expected);
    }

    /** The clocks go back: only the first of two equal local times is taken. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            // 03:00 to 02:00.
            "30 2 * * *    | Europe/Berlin | 2024-10-26T12:00+02:00 | 2024-10-27T02:30+02:00, 2024-10-28T02:30+01:00",
            "0 3 * * *     | Europe/Berlin | 2024-10-26T12:00+02:00 | 2024-10-27T03:00+01:00, 2024-10-28T03:00+01:00",
            "0 * * * *     | Europe/Berlin | 2024-10-27T01:00+02:00 | 2024-10-27T02:00+02:00, 2024-10-27T03:00+01:00, "
                    + "2024-10-27T04:00+01:00",
            "*/30 * * * *  | Europe/Berlin | 2024-10-27T02:00+02:00 | 2024-10-27T02:30+02:00, 2024-10-27T03:00+01:00, "
                    + "2024-10-27T03:30+01:00",
            "* * * * *     | Europe/Berlin | 2024-10-27T02:58+02:00 | 2024-10-27T02:59+02:00, 2024-10-27T03:00+01:00, "
                    + "2024-10-27T03:01+01:00",
            // Begun within the hour that comes again.
            "30 2 * * *    | Europe/Berlin | 2024-10-27T02:30+02:00 | 2024-10-28T02:30+01:00",
            "30 2 * * *    | Europe/Berlin | 2024-10-27T02:00+01:00 | 2024-10-28T02:30+01:00",
            "30 2 * * *    | Europe/Berlin | 2024-10-27T02:29:59+01:00 | 2024-10-28T02:30+01:00",
            "30 * * * *    | Europe/Berlin | 2024-10-27T02:10+01:00 | 2024-10-27T03:30+01:00",
            "30 1 * * *    | America/New_York | 2024-11-02T12:00-04:00 | 2024-11-03T01:30-04:00, 2024-11-04T01:30-05:00",
            // 02:00 to 01:30.
            "45 1 * * *    | Australia/Lord_Howe | 2024-04-06T12:00+11:00 | 2024-04-07T01:45+11:00, 2024-04-08T01:45+10:30",
            "*/15 1 * * *  | Australia/Lord_Howe | 2024-04-07T01:15+11:00 | 2024-04-07T01:30+11:00, 2024-04-07T01:45+11:00, "
                    + "2024-04-08T01:00+10:30",
            "*/15 * * * *  | Australia/Lord_Howe | 2024-04-07T01:30+11:00 | 2024-04-07T01:45+11:00, 2024-04-07T02:00+10:30, "
                    + "2024-04-07T02:15+10:30",
            // Midnight to 23:00 of the day before.
            "0 0 * * *     | America/Sao_Paulo | 2018-02-17T12:00-02:00 | 2018-02-18T00:00-03:00, 2018-02-19T00:00-03:00",
            "30 23 * * *   | America/Sao_Paulo | 2018-02-17T12:00-02:00 | 2018-02-17T23:30-02:00, 2018-02-18T23:30-03:00",
            "30 23 * * *   | Asia/Beirut | 2022-10-29T12:00+03:00 | 2022-10-29T23:30+03:00, 2022-10-30T23:30+02:00",
            // A day comes again, from half past three.
            "0 12 * * *    | America/Juneau | 1867-10-17T00:00+15:02:19 | 1867-10-17T12:00+15:02:19, 1867-10-18T12:00+15:02:19, "
                    + "1867-10-19T12:00+15:02:19, 1867-10-20T12:00-08:57:41"})
    void takesOnlyTheFirstOfALocalTimeThatComesTwice(String expression, String zone, String after, String expected) {
        assertThat(times(expression, zone, after, expected)).isEqualTo(expected);
    }

    @Test
    void saysSoWhenTheNextTimeCanNotBeExpressed() {
        assertThatThrownBy(() -> Cron.parse("0 0 1 1 *").next(LocalDateTime.MAX.toInstant(ZoneOffset.UTC), ZoneOffset.UTC))
                .isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> Cron.parse("* * * * *").next(Instant.MAX, ZoneOffset.UTC)).isInstanceOf(DateTimeException.class);
    }

    private static String next(String expression, String after, String zone) {
        return Cron.parse(expression).next(OffsetDateTime.parse(after).toInstant(), ZoneId.of(zone)).atOffset(ZoneOffset.UTC).toString();
    }

    /** As many times as are expected. */
    private static String times(String expression, String zone, String after, String expected) {
        Cron cron = Cron.parse(expression);
        var times = new ArrayList<OffsetDateTime>();
        Instant time = OffsetDateTime.parse(after).toInstant();
        for (int i = 0; i < expected.split(",").length; i++) {
            time = cron.next(time, ZoneId.of(zone));
            times.add(time.atZone(ZoneId.of(zone)).toOffsetDateTime());
        }
        return String.join(", ", times.stream().map(OffsetDateTime::toString).toList());
    }
}
