package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementsTest {

    private static final Origin TYPE = new Origin(Origin.Kind.TYPE, "resize");
    private static final CpuPool.Cost WAITED = new CpuPool.Cost(Duration.ofSeconds(1).toNanos(), Duration.ofMillis(20).toNanos());
    private static final CpuPool.Cost COMPUTED = new CpuPool.Cost(Duration.ofSeconds(1).toNanos(), Duration.ofMillis(900).toNanos());

    private final Placements placements = new Placements();

    private boolean isFound() {
        return placements.has(Origin.Kind.TYPE, "resize");
    }

    @Test
    void tellsWhatWasFoundAndThatItIsNewsOnce() {
        assertThat(isFound()).isFalse();
        assertThat(placements.found(TYPE)).isTrue();
        assertThat(placements.found(TYPE)).isFalse();
        assertThat(isFound()).isTrue();
        assertThat(placements.has(Origin.Kind.TASK, "resize")).isFalse();
    }

    @Test
    void isTakenBackAfterTwentyRunsInARowThatWaited() {
        placements.found(TYPE);
        for (int i = 0; i < 19; i++) {
            assertThat(placements.ran(TYPE, WAITED)).isFalse();
        }
        placements.ran(TYPE, COMPUTED);
        for (int i = 0; i < 19; i++) {
            assertThat(placements.ran(TYPE, WAITED)).isFalse();
        }
        assertThat(isFound()).isTrue();
        assertThat(placements.ran(TYPE, WAITED)).isTrue();
        assertThat(isFound()).isFalse();
        // Those that were under way in the pool.
        assertThat(placements.ran(TYPE, WAITED)).isFalse();
    }

    @Test
    void staysWhenFoundASecondTime() {
        placements.found(TYPE);
        IntStream.range(0, 20).forEach(i -> placements.ran(TYPE, WAITED));
        assertThat(placements.found(TYPE)).isTrue();
        IntStream.range(0, 100).forEach(i -> assertThat(placements.ran(TYPE, WAITED)).isFalse());
        assertThat(isFound()).isTrue();
    }

    @Test
    void notesNoMoreNamesThanItHasRoomFor() {
        IntStream.range(0, 1_000).forEach(i -> placements.found(new Origin(Origin.Kind.TASK, "task " + i)));
        assertThat(placements.found(TYPE)).isFalse();
        assertThat(isFound()).isFalse();
    }
}
