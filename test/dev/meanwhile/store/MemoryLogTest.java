package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryLogTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final MemoryLog log = new MemoryLog(100, new AtomicLong(1 << 20));

    @Test
    void endsEveryLine() {
        log.append("one");
        log.append("two\n");
        log.append("");
        assertThat(log.read(0)).isEqualTo(new JobLog.Part("one\ntwo\n\n", 9));
        assertThat(log.read(4).text()).isEqualTo("two\n\n");
        assertThat(log.read(9)).isEqualTo(new JobLog.Part("", 9));
    }

    @Test
    void keepsTheBeginningAndTheEndOfALongLog() {
        for (int i = 1000; i < 2000; i++) {
            log.append("" + i);
        }
        String text = log.read(0).text();
        assertThat(text).startsWith("1000\n1001\n").endsWith("1998\n1999\n").contains("\n[... 4900 characters left out ...]\n");
        assertThat(text.length()).isBetween(100, 150);
        assertThat(log.read(0).next()).isEqualTo(5000);
        assertThat(log.size()).isLessThan(1_000);
    }

    @Test
    void keepsTheEndOfALineLongerThanItself() {
        log.append("a".repeat(10_000) + "b".repeat(49));
        assertThat(log.read(0).text()).startsWith("a".repeat(50)).endsWith("]\n" + "b".repeat(49) + "\n");
        assertThat(log.size()).isLessThan(30_000);
    }

    @Test
    void givesAReaderWhoComesOftenEveryCharacterOnce() {
        var read = new StringBuilder();
        var written = new StringBuilder();
        long position = 0;
        for (int i = 0; i < 1000; i++) {
            log.append("line " + i);
            written.append("line ").append(i).append('\n');
            JobLog.Part part = log.read(position);
            read.append(part.text());
            position = part.next();
        }
        assertThat(read).hasToString(written.toString());
    }

    @Test
    void wakesWhoeverWaitsForMore() throws InterruptedException {
        var more = new AtomicBoolean();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                more.set(log.await(0, SOON));
            } catch (InterruptedException unexpected) {
                throw new AssertionError(unexpected);
            }
        });
        log.append("x");
        reader.join();
        assertThat(more).isTrue();
        assertThat(log.await(2, Duration.ofMillis(1))).isTrue();
        log.end();
        assertThat(log.await(0, SOON)).isTrue();
        assertThat(log.await(2, SOON)).isFalse();
    }
}
