package dev.meanwhile.job;

import static com.cronutils.model.definition.CronDefinitionBuilder.defineCron;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Stream;

/** The times that cron-utils, a library that is not ours, finds for an expression; or for several, the times of all of them. */
record CronUtils(List<ExecutionTime> expressions) {

    static {
        // Nothing listens to what it logs, and nothing needs to say so.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
    }

    private static final CronDefinition FIVE_FIELDS = defineCron()
            .withMinutes().withValidRange(0, 59).and()
            .withHours().withValidRange(0, 23).and()
            .withDayOfMonth().withValidRange(1, 31).and()
            .withMonth().withValidRange(1, 12).and()
            .withDayOfWeek().withValidRange(0, 7).withMondayDoWValue(1).withIntMapping(7, 0).and()
            .withSupportedNicknameYearly().withSupportedNicknameAnnually().withSupportedNicknameMonthly()
            .withSupportedNicknameWeekly().withSupportedNicknameDaily().withSupportedNicknameMidnight()
            .withSupportedNicknameHourly().instance();

    /** @throws IllegalArgumentException if it can not read one of them */
    static CronUtils parse(String... expressions) {
        var parser = new CronParser(FIVE_FIELDS);
        return new CronUtils(Stream.of(expressions).map(text -> ExecutionTime.forCron(parser.parse(text))).toList());
    }

    Instant next(Instant after, ZoneId zone) {
        ZonedDateTime time = after.atZone(zone);
        do {
            time = expressions.getFirst().nextExecution(time).orElseThrow();
        } while (!matches(time));
        return time.toInstant();
    }

    /** Whether it is a time of all the others; what it says of times in zones that change their clocks is not to be relied on. */
    private boolean matches(ZonedDateTime time) {
        return expressions.stream().skip(1).allMatch(expression -> expression.isMatch(time));
    }
}
