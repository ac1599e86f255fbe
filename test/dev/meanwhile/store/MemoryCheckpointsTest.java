package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.Job;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MemoryCheckpointsTest {

    @Test
    void forgetsWhatIsPutWhileItsJobFinishes() throws Exception {
        Job accepted = new RandomJobs(new Random(1)).plain(TestStore.NOW, true);
        Job running = accepted.with(accepted.status().started(TestStore.NOW));
        Job finished = running.with(running.status().succeeded("1", TestStore.NOW));
        var checkpoints = new AtomicReference<MemoryCheckpoints>();
        var finisher = new Thread(() -> checkpoints.get().became(finished));
        checkpoints.set(new MemoryCheckpoints(id -> {
            // It finishes when it has just been looked at.
            finisher.start();
            awaitEndOrWait(finisher);
            return running;
        }, 1_000));
        checkpoints.get().put(running.id(), 1, "17");
        finisher.join();
        assertThat(checkpoints.get().get(running.id())).isNull();
    }

    private static void awaitEndOrWait(Thread thread) {
        while (thread.getState() != Thread.State.TERMINATED && thread.getState() != Thread.State.BLOCKED) {
            Thread.onSpinWait();
        }
    }
}
