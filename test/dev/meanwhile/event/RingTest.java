package dev.meanwhile.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.event.Notice.Change;
import dev.meanwhile.job.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RingTest {

    private static final long FIRST = 1_000;
    private static final long MIB = 1 << 20;

    private final Ring ring = new Ring(FIRST, MIB);

    @Test
    void numbersFromTheFirstOnByOne() {
        assertThat(ring.next()).isEqualTo(FIRST);
        Job job = TestJobs.running(1);
        assertThat(ring.add(job)).isEqualTo(new Change(FIRST, job));
        assertThat(ring.add(job).sequence()).isEqualTo(FIRST + 1);
        assertThat(ring.next()).isEqualTo(FIRST + 2);
        assertThat(ring.get(FIRST).job()).isSameAs(job);
    }

    @Test
    void keepsAsManyAsThereArePlaces() {
        for (int i = 0; i < Ring.PLACES + 10; i++) {
            ring.add(TestJobs.running(i));
        }
        for (int i = 0; i < Ring.PLACES + 10; i++) {
            Change kept = ring.get(FIRST + i);
            assertThat(kept == null).as("%s", i).isEqualTo(i < 10);
            assertThat(kept == null || kept.job().id().getLeastSignificantBits() == i).isTrue();
        }
    }

    @Test
    void givesEachNumberOnceWhenManyPublishAtOnce() throws Exception {
        int threads = 4;
        int each = 50_000;
        var barrier = new CyclicBarrier(threads);
        var numbers = new ArrayList<List<Long>>();
        var running = new ArrayList<Thread>();
        for (int t = 0; t < threads; t++) {
            Job job = TestJobs.running(t);
            var mine = new ArrayList<Long>(each);
            numbers.add(mine);
            running.add(Thread.ofPlatform().start(() -> {
                try {
                    barrier.await();
                } catch (Exception broken) {
                    throw new AssertionError(broken);
                }
                for (int i = 0; i < each; i++) {
                    mine.add(ring.add(job).sequence());
                }
            }));
        }
        for (Thread thread : running) {
            thread.join();
        }
        assertThat(numbers).allSatisfy(mine -> assertThat(mine).isSorted());
        assertThat(numbers.stream().flatMap(List::stream).sorted().toList())
                .isEqualTo(LongStream.range(FIRST, FIRST + threads * each).boxed().toList());
        assertThat(LongStream.range(ring.next() - Ring.PLACES, ring.next()).mapToObj(ring::get)).doesNotContainNull();
    }

    @Test
    void letsTheOldestLargeOnesGoWhenTheyTakeTooMuch() {
        Job small = TestJobs.running(1);
        for (int i = 0; i < 1_000; i++) {
            ring.add(i % 2 == 0 ? small : TestJobs.failed(2, 16_000));
        }
        List<Change> kept = LongStream.range(FIRST, ring.next()).mapToObj(ring::get).filter(change -> change != null).toList();
        List<Change> large = kept.stream().filter(change -> change.job() != small).toList();
        assertThat(kept).hasSize(500 + large.size());
        assertThat(large.stream().mapToLong(Change::bytes).sum()).isBetween(MIB - 40_000, MIB);
        assertThat(large.getFirst().sequence()).isEqualTo(ring.next() - 2L * large.size() + 1);
    }

    @Test
    void countsWhatIsOverwrittenNoLonger() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 20; i++) {
                ring.add(TestJobs.failed(i, 16_000));
            }
            for (int i = 20; i < Ring.PLACES; i++) {
                ring.add(TestJobs.running(i));
            }
            assertThat(LongStream.range(ring.next() - Ring.PLACES, ring.next()).mapToObj(ring::get)).as("round %s", round)
                    .doesNotContainNull();
        }
    }
}
