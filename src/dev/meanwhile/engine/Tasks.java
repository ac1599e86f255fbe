package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.RefusedException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Runs background tasks, and counts them. They live in memory only, and are seen in the registry while they do. */
public final class Tasks {

    private final Registry registry;
    private final Lanes lanes;
    private final EventLog log;
    private final Supplier<UUID> ids;
    private final int most;
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();

    Tasks(Registry registry, Lanes lanes, EventLog log, Supplier<UUID> ids, int most) {
        this.registry = registry;
        this.lanes = lanes;
        this.log = log;
        this.ids = ids;
        this.most = most;
    }

    /**
     * Makes a task, which {@link #start} is to run or {@link #drop} to let go.
     *
     * @throws RefusedException if as many are unfinished as may be
     */
    public TaskRun add(String name, Callable<?> body) {
        if (unfinished.incrementAndGet() > most) {
            unfinished.decrementAndGet();
            throw new RefusedException(RefusedException.Reason.QUEUE_FULL, most + " background tasks are unfinished, as many as may be");
        }
        var task = new TaskRun(ids.get(), name, body);
        registry.add(task);
        return task;
    }

    /** Runs tasks in their order, one after another, on one virtual thread of their own. */
    public void start(List<TaskRun> tasks) {
        if (!tasks.isEmpty()) {
            List<TaskRun> all = List.copyOf(tasks);
            registry.began();
            Thread.ofVirtual().name("task-" + all.getFirst().id()).start(() -> runAll(all));
        }
    }

    private void runAll(List<TaskRun> tasks) {
        try {
            for (TaskRun task : tasks) {
                running.incrementAndGet();
                try {
                    task.run(lanes);
                } finally {
                    running.decrementAndGet();
                    finished(task);
                }
            }
        } finally {
            registry.ended();
        }
    }

    private void finished(TaskRun task) {
        unfinished.decrementAndGet();
        registry.remove(task);
        if (task.state() == JobState.FAILED) {
            failed.increment();
            log.warn("task_failed", "id", task.id(), "name", task.name(), "error", task.error());
        } else {
            succeeded.increment();
            log.debug("task_succeeded", "id", task.id(), "name", task.name());
        }
    }

    /** Lets tasks go whose request failed. */
    public void drop(List<TaskRun> tasks) {
        for (TaskRun task : tasks) {
            unfinished.decrementAndGet();
            registry.remove(task);
            task.drop();
        }
    }

    /** How many tasks there are, and were. */
    public record Counts(int unfinished, int running, long succeeded, long failed) { }

    /** Returns how many tasks there are, and were since the start. */
    public Counts counts() {
        return new Counts(unfinished.get(), running.get(), succeeded.sum(), failed.sum());
    }
}
