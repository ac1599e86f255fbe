package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends JobStoreTest {

    @Override
    JobStore open(Keep keep, Limits limits, AtomicReference<Instant> now) {
        return new MemoryStore(keep, limits, now::get);
    }

    @Test
    void leavesOutLinesWhenTheLogsOfUnfinishedJobsHaveNoMoreRoom() {
        List<Job> jobs = IntStream.range(0, 100).mapToObj(i -> run(add())).toList();
        for (Job job : jobs) {
            for (int i = 0; i < 20; i++) {
                store.log(job.id()).append("x".repeat(99));
            }
        }
        long kept = jobs.stream().mapToLong(job -> store.log(job.id()).read(0).text().length()).sum();
        assertThat(kept).isLessThan(50_000);
        assertThat(store.log(jobs.getLast().id()).read(0).text()).isEqualTo("\n[... 2000 characters left out ...]\n");
        for (Job job : jobs) {
            store.save(job.with(job.status().succeeded("1", now.get())));
        }
        Job next = run(add());
        store.log(next.id()).append("room again");
        assertThat(store.log(next.id()).read(0).text()).isEqualTo("room again\n");
    }

    @Test
    void countsTheInputsThatAnswersKeepInMemory() {
        assertRefused(() -> {
            for (int i = 0; i < 10; i++) {
                Job job = add("noop", '"' + "x".repeat(10_000) + '"', JobOptions.NONE, new IdempotencyKey("k" + i, "f"));
                store.remove(succeed(job, "1").id());
            }
        });
        assertThat(store.answer("k3")).isNotNull();
    }
}
