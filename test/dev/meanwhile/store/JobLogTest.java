package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every log must do. */
abstract class JobLogTest {

    static final Duration SOON = Duration.ofSeconds(30);

    private static final Pattern LEFT_OUT = Pattern.compile("\n\\[\\.\\.\\. (\\d+) (?:characters|bytes) left out \\.\\.\\.]\n");

    /** Opens an empty log. */
    abstract JobLog open(int limit);

    /** Returns how much {@code text} is, in what the log counts. */
    abstract int amount(String text);

    @Test
    void endsEveryLine() {
        JobLog log = open(100);
        log.append("one");
        long second = log.read(0).next();
        log.append("two\n");
        log.append("");
        assertThat(log.read(0).text()).isEqualTo("one\ntwo\n\n");
        assertThat(log.read(second).text()).isEqualTo("two\n\n");
        long end = log.read(0).next();
        assertThat(log.read(second).next()).isEqualTo(end);
        assertThat(log.read(end)).isEqualTo(new JobLog.Part("", end));
    }

    @Test
    void isEmptyUntilSomethingIsWritten() {
        JobLog log = open(100);
        assertThat(log.read(0)).isEqualTo(new JobLog.Part("", 0));
        assertThat(log.size()).isLessThan(100);
    }

    @Test
    void keepsTheBeginningAndTheEndOfALongLog() {
        JobLog log = open(100);
        for (int i = 1000; i < 2000; i++) {
            log.append("" + i);
        }
        String text = log.read(0).text();
        assertThat(text).startsWith("1000\n1001\n").endsWith("1998\n1999\n").containsPattern(LEFT_OUT).contains("[... 4900 ");
        assertThat(text.length()).isBetween(100, 150);
    }

    @Test
    void keepsTheEndOfALineLongerThanItself() {
        JobLog log = open(100);
        log.append("a".repeat(10_000) + "b".repeat(49));
        assertThat(log.read(0).text()).startsWith("a".repeat(50)).endsWith("]\n" + "b".repeat(49) + "\n");
    }

    @Test
    void givesAReaderWhoComesOftenEveryCharacterOnce() {
        JobLog log = open(100);
        var read = new StringBuilder();
        var written = new StringBuilder();
        long position = 0;
        for (int i = 0; i < 1000; i++) {
            log.append("línea " + i);
            written.append("línea ").append(i).append('\n');
            JobLog.Part part = log.read(position);
            read.append(part.text());
            position = part.next();
        }
        assertThat(read).hasToString(written.toString());
    }

    @Test
    void givesAPartUpToAnyLine() {
        JobLog log = open(1_000_000);
        var ends = new long[100];
        for (int i = 0; i < 100; i++) {
            ends[i] = log.append("línea " + i);
            assertThat(log.read(0).next()).isEqualTo(ends[i]);
        }
        for (int i = 0; i < 99; i++) {
            assertThat(log.read(ends[i], ends[i + 1])).isEqualTo(new JobLog.Part("línea " + (i + 1) + "\n", ends[i + 1]));
        }
        assertThat(log.read(ends[9], ends[9])).isEqualTo(new JobLog.Part("", ends[9]));
        assertThat(log.read(ends[98], Long.MAX_VALUE).next()).isEqualTo(ends[99]);
        assertThat(log.read(ends[99], ends[3])).isEqualTo(new JobLog.Part("", ends[99]));
    }

    /** The parts of a log that has a hole are the log: all that is there once, and all that is missing counted. */
    @ParameterizedTest
    @ValueSource(ints = {10, 64, 101, 300})
    void partsAccountForEveryCharacter(int limit) {
        JobLog log = open(limit);
        var ends = new long[60];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = log.append("12345678" + i % 10);
        }
        var text = new StringBuilder();
        long missing = 0;
        long position = 0;
        for (long end : ends) {
            JobLog.Part part = log.read(position, end);
            assertThat(part.next()).isEqualTo(end);
            Matcher gap = LEFT_OUT.matcher(part.text());
            missing += gap.find() ? Long.parseLong(gap.group(1)) : 0;
            text.append(gap.reset().replaceAll(""));
            position = end;
        }
        assertThat(text.toString()).isEqualTo(LEFT_OUT.matcher(log.read(0).text()).replaceAll(""));
        assertThat(text.length() + missing).isEqualTo(ends[59]);
    }

    @Test
    void tellsAReaderWhoComesLateHowMuchIsMissing() {
        JobLog log = open(100);
        log.append("x".repeat(69));
        long position = log.read(0).next();
        for (int i = 0; i < 8; i++) {
            log.append("123456789");
        }
        assertThat(log.read(position).text()).matches("\n\\[\\.\\.\\. 30 .*]\n(123456789\n){5}");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 64, 101, 1000})
    void accountsForEveryCharacter(int limit) {
        JobLog log = open(limit);
        var random = new Random(limit);
        var written = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            String line = letters(random, random.nextInt(1 + limit));
            log.append(line);
            written.append(line).append('\n');
            assertAccountsFor(log.read(0).text(), written.toString());
        }
    }

    private static String letters(Random random, int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("abé\u6f22".charAt(random.nextInt(4)));
        }
        return text.toString();
    }

    private void assertAccountsFor(String read, String written) {
        Matcher gap = LEFT_OUT.matcher(read);
        if (!gap.find()) {
            assertThat(read).isEqualTo(written);
            return;
        }
        String head = read.substring(0, gap.start());
        String tail = read.substring(gap.end());
        assertThat(written).startsWith(head).endsWith(tail);
        assertThat(amount(head) + Long.parseLong(gap.group(1)) + amount(tail)).isEqualTo(amount(written));
    }

    @Test
    void wakesWhoeverWaitsForMore() throws Exception {
        JobLog log = open(100);
        CompletableFuture<Boolean> more = waiting(log, 0);
        log.append("x");
        assertThat(more.get(30, TimeUnit.SECONDS)).isTrue();
        long end = log.read(0).next();
        assertThat(log.await(end, Duration.ofMillis(1))).isTrue();
        CompletableFuture<Boolean> noMore = waiting(log, end);
        log.end();
        assertThat(noMore.get(30, TimeUnit.SECONDS)).isFalse();
        assertThat(log.await(0, SOON)).isTrue();
        assertThat(log.await(end, SOON)).isFalse();
    }

    /** Returns what {@code await} returns to another thread that waits already. */
    static CompletableFuture<Boolean> waiting(JobLog log, long position) {
        var more = new CompletableFuture<Boolean>();
        Thread reader = Thread.ofPlatform().start(() -> {
            try {
                more.complete(log.await(position, SOON));
            } catch (Throwable unexpected) {
                more.completeExceptionally(unexpected);
            }
        });
        while (reader.getState() != Thread.State.TIMED_WAITING && reader.isAlive()) {
            Thread.onSpinWait();
        }
        return more;
    }

    @Test
    void stopsWaitingWhenInterrupted() {
        JobLog log = open(100);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> log.await(0, SOON));
    }

    @Test
    void staysAsItIsOnceItHasEnded() {
        JobLog log = open(100);
        log.append("one");
        log.end();
        log.append("two");
        log.end();
        assertThat(log.read(0).text()).isEqualTo("one\n");
    }
}
