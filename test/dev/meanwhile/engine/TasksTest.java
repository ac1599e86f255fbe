package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.event.Event;
import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.RefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TasksTest {

    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final Registry registry = new Registry();
    private final EventLog log = new EventLog(new FakeTime().time().wall(), Event.Level.WARN, event -> {
        told.add(event.name());
        String.valueOf(event.get("error"));
    });
    private final Tasks tasks = new Tasks(registry, new Lanes(type -> { }, null), log, UUID::randomUUID, 3);
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();

    private void awaitIdle() throws InterruptedException {
        assertThat(registry.awaitIdle(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void runsTasksInOrderAlthoughOneThrows() throws InterruptedException {
        TaskRun first = tasks.add("first", () -> ran.add("first " + Thread.currentThread().isVirtual()));
        TaskRun second = tasks.add("second", () -> {
            throw new AssertionError("broken");
        });
        TaskRun third = tasks.add("third", () -> ran.add("third"));
        assertThat(first.state()).isEqualTo(JobState.QUEUED);
        tasks.start(List.of(first, second, third));
        awaitIdle();
        assertThat(ran).containsExactly("first true", "third");
        assertThat(second.state()).isEqualTo(JobState.FAILED);
        assertThat(second.error()).hasMessage("broken");
        assertThat(third.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(told).containsExactly("task_failed");
        assertThat(tasks.counts()).isEqualTo(new Tasks.Counts(0, 0, 2, 1));
        assertThat(registry.all()).isEmpty();
    }

    @Test
    void runsTheNextTaskAlthoughOneThrowsWhatCanNotBeTold() throws InterruptedException {
        tasks.start(List.of(tasks.add("evil", () -> {
            throw new IllegalStateException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String toString() {
                    throw new StackOverflowError();
                }
            };
        }), tasks.add("next", () -> ran.add("next"))));
        awaitIdle();
        assertThat(ran).containsExactly("next");
        assertThat(tasks.counts()).isEqualTo(new Tasks.Counts(0, 0, 1, 1));
        assertThat(registry.all()).isEmpty();
    }

    @Test
    void isSeenInTheRegistryWhileItRuns() throws InterruptedException {
        var running = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        TaskRun task = tasks.add("slow", () -> {
            running.countDown();
            release.await();
            return null;
        });
        tasks.start(List.of(task));
        running.await();
        assertThat(registry.all()).containsExactly(task);
        assertThat(task.thread().getName()).isEqualTo("task-" + task.id());
        assertThat(tasks.counts().running()).isEqualTo(1);
        release.countDown();
        awaitIdle();
        assertThat(task.thread()).isNull();
    }

    @Test
    void givesAnInterruptToOneTaskOnly() throws InterruptedException {
        var tasksOfOneRequest = List.of(tasks.add("interrupted", () -> {
            Thread.currentThread().interrupt();
            return null;
        }), tasks.add("next", () -> ran.add("interrupted: " + Thread.currentThread().isInterrupted())));
        tasks.start(tasksOfOneRequest);
        awaitIdle();
        assertThat(ran).containsExactly("interrupted: false");
    }

    @Test
    void refusesMoreThanMayBeUnfinished() {
        var three = List.of(tasks.add("1", () -> 1), tasks.add("2", () -> 2), tasks.add("3", () -> 3));
        assertThatThrownBy(() -> tasks.add("4", () -> 4)).isInstanceOf(RefusedException.class).hasMessageStartingWith("3 background tasks");
        tasks.drop(three);
        assertThat(three).allMatch(task -> task.state() == JobState.CANCELLED);
        assertThat(tasks.counts().unfinished()).isZero();
        assertThat(registry.all()).isEmpty();
    }
}
