package dev.meanwhile.work;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** An attempt that remembers what it was told: the first lines and their number, and all progress. */
final class RecordingContext implements JobContext {

    private static final int KEPT = 10_000;

    final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    final List<String> progress = Collections.synchronizedList(new ArrayList<>());
    final AtomicLong count = new AtomicLong();
    final CountDownLatch firstLine = new CountDownLatch(1);
    final CountDownLatch firstProgress = new CountDownLatch(1);
    volatile boolean cancelled;

    private final UUID id = UUID.randomUUID();

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public String type() {
        return "test";
    }

    @Override
    public int attempt() {
        return 2;
    }

    @Override
    public void progress(double fraction, String message) {
        progress.add(fraction + " " + message);
        firstProgress.countDown();
    }

    @Override
    public void log(String line) {
        // An end at the end begins no new line; one that follows another does.
        String text = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
        for (String each : text.split("\n", -1)) {
            if (count.incrementAndGet() <= KEPT) {
                lines.add(each);
            }
        }
        firstLine.countDown();
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public Instant deadline() {
        return null;
    }

    @Override
    public Job submit(String type, Object input, JobOptions options) {
        throw new UnsupportedOperationException("work that comes with the server submits no jobs");
    }

    @Override
    public void checkpoint(Object state) {
        throw new UnsupportedOperationException("work that comes with the server has no checkpoints");
    }

    @Override
    public <T> Optional<T> state(Class<T> type) {
        throw new UnsupportedOperationException("work that comes with the server has no checkpoints");
    }
}
