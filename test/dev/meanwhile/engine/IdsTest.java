package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdsTest {

    private final FakeTime clock = new FakeTime();
    private final Ids ids = new Ids(clock.time().wall(), () -> ThreadLocalRandom.current().nextLong());

    @Test
    void makesUuidsOfVersionSeven() {
        UUID id = ids.get();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16)).isEqualTo(clock.time().wall().instant());
    }

    /** The example of RFC 9562, appendix A.6, but for the bits that are random there. */
    @Test
    void agreesWithTheExampleOfTheRfc() {
        var example = new Ids(() -> Instant.ofEpochMilli(0x017F22E279B0L), () -> 0x18C4DC0C0C07398FL);
        assertThat(example.get()).hasToString("017f22e2-79b0-7000-98c4-dc0c0c07398f");
    }

    @Test
    void risesWhenTheClockStandsStillOrGoesBack() {
        var made = new ArrayList<UUID>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ids.get());
            if (i == 5_000) {
                clock.putWallClock(Duration.ofHours(-1));
            }
        }
        assertThat(made).isSorted().doesNotHaveDuplicates();
        assertThat(made.stream().map(UUID::toString)).isSorted();
    }

    @Test
    void isUniqueAmongThreads() throws InterruptedException {
        Set<UUID> made = ConcurrentHashMap.newKeySet();
        var threads = IntStream.range(0, 8).mapToObj(i -> Thread.ofPlatform().start(() -> {
            for (int j = 0; j < 5_000; j++) {
                made.add(ids.get());
            }
        })).toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(made).hasSize(40_000);
    }
}
