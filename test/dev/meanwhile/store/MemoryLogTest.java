package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryLogTest extends JobLogTest {

    @Override
    JobLog open(int limit) {
        return new MemoryLog(limit, new AtomicLong(1 << 20));
    }

    @Override
    int amount(String text) {
        return text.length();
    }

    @Test
    void takesLittleMoreMemoryThanItKeeps() {
        JobLog log = open(100);
        for (int i = 0; i < 1000; i++) {
            log.append("line " + i);
        }
        assertThat(log.size()).isLessThan(1_000);
        log.append("a".repeat(10_000));
        assertThat(log.size()).isLessThan(30_000);
    }
}
