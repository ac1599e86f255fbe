package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Schedule;
import dev.meanwhile.job.Schedule.Overlap;
import dev.meanwhile.store.JobFilter;
import dev.meanwhile.store.KeptSchedule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of schedules when the process that knew them ends, in whatever moment. */
class ScheduleResumptionTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Schedule EACH_TEN = Schedule.of("tick", "*/10 * * * *", UTC, "quick").withOverlap(Overlap.ALLOW);

    @TempDir
    private Path folder;

    private final List<TestEngine> engines = new ArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void close() {
        never.countDown();
        engines.forEach(TestEngine::close);
    }

    /** Returns an engine on a folder, so long after the beginning of time, which has not taken anything up. */
    private TestEngine open(String data, Duration after) {
        var test = new TestEngine(folder.resolve(data)).type("quick", (input, context) -> "1");
        engines.add(test);
        test.clock.advance(after);
        return test;
    }

    /** Returns an engine on what a kill in this moment would leave of a folder. */
    private TestEngine killed(String from, String to, Duration after) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(from))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(to).resolve(folder.resolve(from).relativize(file).toString()));
            }
        }
        return open(to, after);
    }

    private static TestEngine resumed(TestEngine test, Duration handled) throws InterruptedException {
        test.engine.resume();
        test.awaitThat(() -> test.engine.schedules().all().stream()
                .allMatch(view -> !view.kept().handled().isBefore(START.plus(handled))));
        return test;
    }

    private static void pass(TestEngine test, Duration time, Duration handled) {
        test.pass(time);
        test.awaitThat(() -> !test.engine.schedules().find("tick").kept().handled().isBefore(START.plus(handled)));
    }

    private static List<String> keys(TestEngine test) {
        return test.engine.list(JobFilter.ALL, null, 1_000).reversed().stream().map(job -> job.request().options().key()).toList();
    }

    private static String key(int minute) {
        return EACH_TEN.key(START.plus(minutes(minute)));
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    @Test
    void goesOnWhereItWas() throws Exception {
        TestEngine first = open("first", Duration.ZERO);
        first.engine.schedules().put(EACH_TEN.withInput("{\"a\":[1,2.50]}").withCatchUp(Duration.ofHours(2)));
        for (int i = 1; i <= 12; i++) {
            pass(first, minutes(1), minutes(i / 10 * 10));
        }
        KeptSchedule before = first.engine.schedules().find("tick").kept();
        first.close();
        TestEngine second = resumed(open("first", minutes(12)), minutes(10));
        assertThat(second.engine.schedules().find("tick").kept()).isEqualTo(before);
        assertThat(second.names()).doesNotContain("ticks_missed", "tick_run");
        for (int i = 13; i <= 21; i++) {
            pass(second, minutes(1), minutes(i / 10 * 10));
        }
        assertThat(keys(second)).containsExactly(key(10), key(20));
    }

    @Test
    void makesUpForTheLastTickItMissedWithinTheWindow() throws Exception {
        open("first", Duration.ZERO).engine.schedules().put(EACH_TEN);
        TestEngine second = resumed(killed("first", "second", minutes(39)), minutes(30));
        assertThat(keys(second)).containsExactly(key(30));
        assertThat(second.events.stream().filter(event -> event.name().equals("ticks_missed"))).singleElement()
                .satisfies(event -> assertThat(event.get("count")).isEqualTo(2));
    }

    @Test
    void makesUpForNothingBeforeTheWindow() throws Exception {
        open("first", Duration.ZERO).engine.schedules().put(Schedule.of("tick", "0 1 * * *", UTC, "quick"));
        TestEngine second = resumed(killed("first", "second", minutes(121)), minutes(60));
        assertThat(keys(second)).isEmpty();
        assertThat(second.names()).contains("ticks_missed");
        TestEngine third = resumed(killed("second", "third", minutes(122)), minutes(60));
        assertThat(third.names()).doesNotContain("ticks_missed");
    }

    /** Of what was written, a crash leaves a beginning; perhaps with a torn line at its end. */
    @Test
    void neitherLosesNorRepeatsATickWhereverACrashCutsTheJournal() throws Exception {
        TestEngine first = open("first", Duration.ZERO);
        first.engine.schedules().put(EACH_TEN);
        for (int i = 1; i <= 20; i++) {
            pass(first, minutes(1), minutes(i / 10 * 10));
            for (Job job : first.engine.list(JobFilter.ALL, null, 10)) {
                first.finished(job.id());
            }
        }
        assertThat(keys(first)).containsExactly(key(10), key(20));
        String all = Files.readString(folder.resolve("first/journal/00000001.jsonl"));
        int made = 0;
        for (int cut = all.indexOf('\n') + 1; cut <= all.length(); cut = next(all, cut)) {
            String left = all.substring(0, cut);
            Path journal = Files.createDirectories(folder.resolve("cut" + cut + "/journal"));
            Files.writeString(journal.resolve("00000001.jsonl"), left, StandardCharsets.UTF_8);
            String whole = left.substring(0, left.lastIndexOf('\n') + 1);
            TestEngine second = resumed(open("cut" + cut, minutes(21)), minutes(20));
            var expected = new ArrayList<String>();
            if (whole.contains("\"op\":\"schedule\"")) {
                if (whole.contains(key(10))) {
                    expected.add(key(10));
                }
                expected.add(key(20));
                made++;
            }
            assertThat(keys(second)).as("after " + left).containsExactlyElementsOf(expected);
            for (Job job : second.engine.list(JobFilter.ALL, null, 10)) {
                assertThat(second.finished(job.id()).state()).isEqualTo(JobState.SUCCEEDED);
            }
        }
        // The line of the schedule, and three of each job, and a torn one before each but the first.
        assertThat(made).isEqualTo(13);
    }

    /** The end of the next line, or its middle. */
    private static int next(String all, int cut) {
        if (cut == all.length()) {
            return cut + 1;
        }
        int from = all.lastIndexOf('\n', cut - 1) + 1;
        int end = all.indexOf('\n', cut) + 1;
        return cut == from ? (from + end) / 2 : end;
    }

    @Test
    void remembersATickWhoseJobIsForgotten() throws Exception {
        TestEngine first = open("first", Duration.ZERO);
        first.engine.schedules().put(EACH_TEN);
        for (int i = 1; i <= 10; i++) {
            pass(first, minutes(1), minutes(i / 10 * 10));
        }
        Job job = first.finished(first.engine.list(JobFilter.ALL, null, 10).getFirst().id());
        assertThat(first.engine.forget(job.id())).isTrue();
        TestEngine second = resumed(killed("first", "second", minutes(11)), minutes(10));
        second.pass(minutes(1));
        assertThat(keys(second)).isEmpty();
    }

    @Test
    void skipsATickWhileTheJobOfTheLastProcessIsUnfinished() throws Exception {
        TestEngine first = open("first", Duration.ZERO).type("held", (input, context) -> {
            never.await();
            return "1";
        });
        first.engine.schedules().put(Schedule.of("tick", "*/10 * * * *", UTC, "held"));
        for (int i = 1; i <= 10; i++) {
            pass(first, minutes(1), minutes(i / 10 * 10));
        }
        TestEngine second = resumed(killed("first", "second", minutes(20)).type("held", (input, context) -> {
            never.await();
            return "1";
        }), minutes(20));
        assertThat(keys(second)).containsExactly(key(10));
        assertThat(second.names()).contains("tick_skipped");
    }

    @Test
    void tellsOfATypeThatIsGoneAndGoesOnWhenItIsBack() throws Exception {
        TestEngine first = open("first", Duration.ZERO).type("gone", (input, context) -> "1");
        first.engine.schedules().put(Schedule.of("tick", "*/10 * * * *", UTC, "gone"));
        TestEngine second = killed("first", "second", minutes(11));
        second.engine.resume();
        second.awaitThat(() -> second.names().contains("tick_delayed"));
        assertThat(second.names()).contains("schedule_broken");
        assertThat(second.engine.schedules().find("tick").problem()).isEqualTo("type \"gone\" is not a known type; known: quick");
        second.pass(minutes(1));
        assertThat(keys(second)).isEmpty();
        TestEngine third = resumed(killed("second", "third", minutes(13)).type("gone", (input, context) -> "1"), minutes(10));
        assertThat(keys(third)).containsExactly(key(10));
        assertThat(third.engine.schedules().find("tick").problem()).isNull();
    }

    @Test
    void takesWhatIsDeclaredForWhatWasRecorded() throws Exception {
        TestEngine first = open("first", Duration.ZERO);
        first.engine.schedules().declare(EACH_TEN);
        first.engine.schedules().declare(Schedule.of("gone", "@daily", UTC, "quick"));
        first.engine.resume();
        first.engine.schedules().put(Schedule.of("mine", "@daily", UTC, "quick"));
        // Its times are the same: what was missed is made up for.
        TestEngine second = killed("first", "second", minutes(12));
        second.engine.schedules().declare(EACH_TEN.withInput("2"));
        second.engine.schedules().declare(Schedule.of("mine", "0 5 * * *", UTC, "quick"));
        second.engine.resume();
        second.awaitThat(() -> second.names().contains("tick_run"));
        assertThat(keys(second)).containsExactly(key(10));
        assertThat(second.engine.schedules().all()).extracting(view -> view.kept().name()).containsExactly("mine", "tick");
        assertThat(second.engine.schedules().all()).allSatisfy(view -> assertThat(view.kept().declared()).isTrue());
        assertThat(second.names()).contains("schedule_replaced", "schedule_removed");
        // They are others: nothing is.
        TestEngine third = killed("second", "third", minutes(45));
        third.engine.schedules().declare(Schedule.of("tick", "*/20 * * * *", UTC, "quick"));
        third.engine.resume();
        assertThat(third.engine.schedules().find("tick").kept().handled()).isEqualTo(START.plus(minutes(45)));
        assertThat(third.store.schedules().all()).singleElement().isEqualTo(third.engine.schedules().find("tick").kept());
    }

    @Test
    void leavesOneAloneThatThisSystemCanNotRead() throws Exception {
        TestEngine first = open("first", Duration.ZERO);
        first.engine.schedules().put(EACH_TEN.withInput("\"Mars/Olympus\""));
        first.engine.schedules().put(Schedule.of("good", "@daily", UTC, "quick"));
        first.close();
        Path journal = folder.resolve("first/journal/00000001.jsonl");
        var lines = new ArrayList<String>();
        for (String line : Files.readAllLines(journal)) {
            lines.add(line.contains("Mars") ? crc(line.replace("\"cron\":", "\"zone\":\"Mars/Olympus\",\"cron\":")) : line);
        }
        Files.write(journal, lines);
        TestEngine second = resumed(open("first", Duration.ZERO), Duration.ZERO);
        assertThat(second.engine.schedules().all()).extracting(view -> view.kept().name()).containsExactly("good");
        assertThat(second.names()).contains("schedule_unreadable");
    }

    private static String crc(String line) {
        byte[] bytes = line.substring(line.indexOf("\"n\":")).getBytes(StandardCharsets.UTF_8);
        var crc = new CRC32C();
        crc.update(bytes);
        return line.replaceFirst("\"crc\":\"\\p{XDigit}{8}\"", String.format("\"crc\":\"%08x\"", crc.getValue()));
    }
}
