package dev.meanwhile.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random expressions against a walk through a year that looks at a clock on the wall every minute: whenever it shows a time
 * later than any it has shown, all the minutes it has come past count, whether they were shown or not.
 */
class CronOracleTest {

    private static final int EXPRESSIONS = 12;
    private static final String[] MONTHS = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    private static final String[] WEEKDAYS = {"sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"};

    @ParameterizedTest
    @CsvSource({"UTC, 2024, 1", "UTC, 2100, 2", "Europe/Berlin, 2024, 3", "Australia/Lord_Howe, 2024, 4", "America/Sao_Paulo, 2017, 5",
            "America/Sao_Paulo, 2018, 6", "Asia/Beirut, 2022, 7", "Pacific/Chatham, 2024, 8", "Pacific/Apia, 2011, 9",
            "Africa/Casablanca, 2024, 10", "Antarctica/Troll, 2024, 11", "Pacific/Kwajalein, 1969, 12"})
    void findsTheTimesThatAWalkThroughTheYearFinds(String name, int year, long seed) {
        ZoneId zone = ZoneId.of(name);
        List<Arrival> walk = walk(zone, year);
        var random = new Random(seed);
        int found = 0;
        for (int i = 0; i < EXPRESSIONS; i++) {
            Expression expression = Expression.random(random);
            List<Instant> expected = walk.stream().filter(minute -> expression.names(minute.local)).map(Arrival::at).distinct().toList();
            if (expected.isEmpty()) {
                // This year has none of its times, or no year has.
                continue;
            }
            found++;
            Cron cron = Cron.parse(expression.text());
            Instant time = walk.getFirst().at.minusNanos(1);
            for (Instant next : expected) {
                Instant before = time;
                time = cron.next(before, zone);
                // There are millions of these, too many to word a description for each.
                if (!time.equals(next)) {
                    fail("%s in %s after %s: expected %s, was %s", expression.text(), name, before, next, time);
                }
            }
            assertThat(cron.next(time, zone)).as("%s in %s", expression.text(), name).isAfter(walk.getLast().at);
        }
        assertThat(found).isGreaterThan(EXPRESSIONS / 2);
    }

    /** A local time, and when the clock first showed it or, if it never did, a later one. */
    private record Arrival(LocalDateTime local, Instant at) { }

    private static List<Arrival> walk(ZoneId zone, int year) {
        var minutes = new ArrayList<Arrival>();
        Instant end = LocalDate.of(year + 1, 1, 1).atStartOfDay(zone).toInstant();
        LocalDateTime latest = LocalDateTime.of(year - 1, 12, 31, 23, 59);
        for (Instant time = LocalDate.of(year, 1, 1).atStartOfDay(zone).toInstant(); time.isBefore(end); time = time.plusSeconds(60)) {
            LocalDateTime shown = LocalDateTime.ofInstant(time, zone);
            while (latest.isBefore(shown)) {
                latest = latest.plusMinutes(1);
                minutes.add(new Arrival(latest, time));
            }
        }
        return minutes;
    }

    /** A field as it is written, the values it was written for, and whether it begins with a star. */
    private record Field(String text, BitSet values, boolean star) {

        static Field random(Random random, int first, int last, int size, String[] names) {
            var texts = new ArrayList<String>();
            var values = new BitSet();
            int terms = random.nextInt(10) < 7 ? 1 : 1 + random.nextInt(4);
            for (int i = 0; i < terms; i++) {
                texts.add(term(random, values, new int[] {first, last, size}, names));
            }
            return new Field(String.join(",", texts), values, texts.getFirst().startsWith("*"));
        }

        private static String term(Random random, BitSet values, int[] range, String[] names) {
            int from = range[0] + random.nextInt(range[1] - range[0] + 1);
            int to = range[0] + random.nextInt(range[1] - range[0] + 1);
            int step = 1 + random.nextInt(random.nextBoolean() ? 4 : range[2]);
            return switch (random.nextInt(6)) {
                case 0 -> add(values, range, range[0], range[1], 1, "*");
                case 1 -> add(values, range, range[0], range[1], step, "*/" + step);
                case 2 -> add(values, range, from, from, 1, name(random, range, from, names));
                case 3 -> add(values, range, from, range[1], step, name(random, range, from, names) + "/" + step);
                case 4 -> add(values, range, from, to, 1, name(random, range, from, names) + "-" + name(random, range, to, names));
                default -> add(values, range, from, to, step,
                        name(random, range, from, names) + "-" + name(random, range, to, names) + "/" + step);
            };
        }

        /** Counts value by value, as on fingers; after the last value comes the first. */
        private static String add(BitSet values, int[] range, int from, int to, int step, String text) {
            int first = range[0];
            int last = range[1];
            int lastOfItsOwn = first + range[2] - 1;
            int value = from;
            for (int count = 0; ; count++) {
                if (count % step == 0) {
                    values.set(value);
                }
                if (value == to || value == last && last > lastOfItsOwn && to == first) {
                    return text;
                }
                // A 7 is a 0 that comes after the 6, so a 1 comes after it.
                value = value == last ? first + last - lastOfItsOwn : value == lastOfItsOwn && to != last ? first : value + 1;
            }
        }

        private static String name(Random random, int[] range, int value, String[] names) {
            // A 7 can be written as sun only where it is no end of a range, so the numbers do for it.
            return names == null || value == 7 && range[1] == 7 || random.nextBoolean() ? Integer.toString(value) : names[value - range[0]];
        }
    }

    private record Expression(Field minute, Field hour, Field day, Field month, Field weekday) {

        static Expression random(Random random) {
            return new Expression(Field.random(random, 0, 59, 60, null), Field.random(random, 0, 23, 24, null),
                    Field.random(random, 1, 31, 31, null), Field.random(random, 1, 12, 12, MONTHS),
                    Field.random(random, 0, 7, 7, WEEKDAYS));
        }

        String text() {
            return minute.text + " " + hour.text + " " + day.text + " " + month.text + " " + weekday.text;
        }

        boolean names(LocalDateTime time) {
            return minute.values.get(time.getMinute()) && hour.values.get(time.getHour()) && namesDay(time);
        }

        private boolean namesDay(LocalDateTime time) {
            int isoWeekday = time.getDayOfWeek().getValue();
            boolean byDay = day.values.get(time.getDayOfMonth());
            boolean byWeekday = weekday.values.get(isoWeekday) || isoWeekday == 7 && weekday.values.get(0);
            return month.values.get(time.getMonthValue()) && (day.star || weekday.star ? byDay && byWeekday : byDay || byWeekday);
        }
    }
}
