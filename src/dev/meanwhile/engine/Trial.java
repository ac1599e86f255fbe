package dev.meanwhile.engine;

import dev.meanwhile.engine.CpuPool.Cost;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Tries out types nobody knows yet, on a JDK whose carriers are as many as they are (before 24): what holds one can not be made
 * up for. Until a run of a type has been seen to wait, or to end soon, its runs are in the cpu pool. There it shows as well
 * whether it waits with a monitor, or in the initialiser of a class: on a virtual thread it would keep its carrier then, so it
 * never gets one. Safe for use by any thread.
 */
final class Trial {

    /** A run, on the thread it is on. */
    private record Run(String type, Thread thread, long since) { }

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Set<String> passed = ConcurrentHashMap.newKeySet();
    private final Set<String> pinning = ConcurrentHashMap.newKeySet();
    private final Map<Thread, Run> runs = new ConcurrentHashMap<>();
    /** Hears of a type that has passed. */
    private final Consumer<String> changed;

    Trial(Consumer<String> changed) {
        this.changed = changed;
    }

    /** Returns whether runs of a type are still tried out. */
    boolean isTried(String type) {
        return !passed.contains(type);
    }

    /** Returns {@code work} such that it is looked at while it runs, on whichever platform thread that is. */
    <T> Callable<T> watched(String type, Callable<T> work) {
        return () -> {
            Thread thread = Thread.currentThread();
            runs.put(thread, new Run(type, thread, System.nanoTime()));
            try {
                return work.call();
            } finally {
                runs.remove(thread);
            }
        };
    }

    /** Notes what a run took that has ended. */
    void ran(String type, Cost cost) {
        if (cost.waited()) {
            pass(type);
        }
    }

    /** Looks at all that run. Called every few milliseconds by the watchdog. */
    void look(long now) {
        for (Run run : runs.values()) {
            long cpu = threads.getThreadCpuTime(run.thread.threadId());
            if (isTried(run.type) && Holders.isWaiting(run.thread) && new Cost(now - run.since, cpu).waited()) {
                if (pins(run.thread)) {
                    pinning.add(run.type);
                } else {
                    pass(run.type);
                }
            }
        }
    }

    private boolean pins(Thread thread) {
        ThreadInfo[] info = threads.getThreadInfo(new long[] {thread.threadId()}, true, false);
        return info[0] != null && (info[0].getLockedMonitors().length > 0
                || Arrays.stream(info[0].getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("<clinit>")));
    }

    private void pass(String type) {
        if (!pinning.contains(type) && passed.add(type)) {
            changed.accept(type);
        }
    }
}
