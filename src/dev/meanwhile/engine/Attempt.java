package dev.meanwhile.engine;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Progress;
import dev.meanwhile.job.Work;
import dev.meanwhile.work.Binding;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * One run of a job, on a thread of its own, or in another process. How it ends is decided once, by whoever is first: its code, or
 * someone who tells it to stop. Being told is not having stopped: the attempt ends when its code has left, and only then is its job
 * settled.
 */
final class Attempt implements Runnable, JobContext, Occupant {

    private static final int MAX_MESSAGE = 1_000;

    private enum Watch { IN_TIME, STUCK, ENDED }

    private final LiveJob live;
    private final Runner runner;
    private final int number;
    private final Slot slot;
    private final AtomicReference<Ending> ending = new AtomicReference<>();

    /** Set by its own thread first of all, read by any. */
    private volatile Thread thread;
    /** The platform thread its code was handed to, or null; set by that thread before the code runs, read by any. */
    private volatile Thread computing;
    /** The gate at which it has a place, or null; set before its own thread starts, and then by that thread alone. */
    private Gate place;
    /** Set by the thread that told it to stop, once its interrupt can no longer arrive. */
    private volatile boolean interrupted;
    /** Whether it goes on too long after it was told to stop; each change is one compare-and-set, so that none is counted twice. */
    private final AtomicReference<Watch> watched = new AtomicReference<>(Watch.IN_TIME);
    /** Set by its own thread before its code runs. */
    private volatile Instant deadline;
    /** Set by its own thread before its code runs, and read by that thread after it. */
    private Timetable.Entry timeout;
    /** Set by the thread that told it to stop, before {@link #interrupted}. */
    private Timetable.Entry watch;

    Attempt(LiveJob live, Runner runner, int number, Slot slot) {
        this.live = live;
        this.runner = runner;
        this.number = number;
        this.slot = slot;
        this.place = slot.gate();
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            runner.begin(this);
            // Told to stop before there was a thread to interrupt: whoever told it has seen no thread, or this sees the ending.
            if (ending.get() == null) {
                decide(new Ending.Returned(runner.work(live, this)));
            }
        } catch (Throwable thrown) {
            decide(new Ending.Threw(thrown));
        } finally {
            awaitInterrupt();
            runner.ended(this);
            runner.registry().underWay().ends();
        }
    }

    /** Decides how it ends; returns false if that was decided before. */
    boolean decide(Ending how) {
        return ending.compareAndSet(null, how);
    }

    /**
     * Tells the attempt to stop, unless it has ended or been told already.
     *
     * @param after what to do if it goes on for long; returns the entry of the timetable
     * @return whether it is this call that told it
     */
    boolean tell(Ending.Told why, Supplier<Timetable.Entry> after) {
        if (!decide(why)) {
            return false;
        }
        try {
            watch = after.get();
            Thread target = thread;
            if (target != null) {
                target.interrupt();
            }
        } finally {
            interrupted = true;
        }
        return true;
    }

    /**
     * Leaves no interrupt behind for the store and the queue, which this thread goes on to call: the one that was sent may
     * still be on its way when the code has already left. (FutureTask does the same.)
     */
    private void awaitInterrupt() {
        if (ending.get() instanceof Ending.Told) {
            while (!interrupted) {
                Thread.yield();
            }
        }
        Thread.interrupted();
    }

    /** Returns how it ended; null only if not even that could be noted. */
    Ending ending() {
        return ending.get();
    }

    LiveJob live() {
        return live;
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public Origin origin() {
        return new Origin(Origin.Kind.TYPE, type());
    }

    @Override
    public String label() {
        return id().toString();
    }

    @Override
    public boolean isMovable() {
        return live.type().work().kind() == Work.Kind.JAVA;
    }

    /** Returns whether a worker in another process makes it, and nothing of it is here. */
    boolean isLeased() {
        return live.type().work().kind() == Work.Kind.REMOTE;
    }

    /** Returns where its code is just now; empty if it has not begun or has ended. */
    StackTraceElement[] stack() {
        Thread code = computing != null ? computing : thread;
        return code == null ? new StackTraceElement[0] : code.getStackTrace();
    }

    /** Returns {@code work} such that the platform thread that runs it is known as the one that does. */
    Callable<String> onThread(Callable<String> work) {
        return () -> {
            computing = Thread.currentThread();
            return work.call();
        };
    }

    Slot slot() {
        return slot;
    }

    Gate place() {
        return place;
    }

    /** Notes where it has got a place. */
    void place(Gate taken) {
        place = taken;
    }

    /** Gives its place back, if it has one. */
    void leavePlace() {
        if (place != null) {
            place.leave(slot.line());
            place = null;
        }
    }

    /** Sets until when it may run, and what ends it then. */
    void timeout(Instant at, Timetable.Entry entry) {
        deadline = at;
        timeout = entry;
    }

    void cancelTimers() {
        if (timeout != null) {
            timeout.cancel();
        }
        if (watch != null) {
            watch.cancel();
        }
    }

    /** Notes that it goes on too long; returns false if it has ended in this moment. */
    boolean becomesStuck() {
        return watched.compareAndSet(Watch.IN_TIME, Watch.STUCK);
    }

    /** Notes that it has ended; returns whether it had been stuck. */
    boolean noLongerStuck() {
        return watched.getAndSet(Watch.ENDED) == Watch.STUCK;
    }

    boolean isStuck() {
        return watched.get() == Watch.STUCK;
    }

    @Override
    public UUID id() {
        return live.id();
    }

    @Override
    public String type() {
        return live.type().name();
    }

    @Override
    public int attempt() {
        return number;
    }

    @Override
    public Map<UUID, String> after() {
        return runner.after(live);
    }

    @Override
    public void progress(double fraction, String message) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("fraction must be from 0 to 1, was " + fraction);
        }
        String said = message == null || message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
        if (ending.get() == null) {
            live.progressed(number, new Progress(fraction, said, runner.now()));
        }
    }

    @Override
    public void log(String line) {
        if (!hasEnded()) {
            runner.logLine(live, String.valueOf(line));
        }
    }

    @Override
    public boolean cancelled() {
        return ending.get() instanceof Ending.Told;
    }

    @Override
    public Instant deadline() {
        return deadline;
    }

    @Override
    public Job submit(String type, Object input, JobOptions options) {
        if (hasEnded()) {
            throw new IllegalStateException("attempt " + number + " of job " + id() + " has ended");
        }
        return runner.children().submit(id(), type, Binding.write(input), options);
    }

    @Override
    public void checkpoint(Object state) {
        Objects.requireNonNull(state, "state == null");
        if (!hasEnded()) {
            runner.checkpoints().put(this, state);
        }
    }

    /** Returns whether its code has left: a thread that it left behind may act for it no more, nor for a later one of its number. */
    private boolean hasEnded() {
        Ending now = ending.get();
        return now != null && !(now instanceof Ending.Told) || live.attempt() != this || live.job().state() != JobState.RUNNING;
    }

    @Override
    public <T> Optional<T> state(Class<T> type) {
        return runner.checkpoints().get(id(), type);
    }
}
