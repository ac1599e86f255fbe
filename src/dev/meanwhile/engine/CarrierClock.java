package dev.meanwhile.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;

/**
 * How long carriers have computed. That of a virtual thread itself is nowhere to be had; but while one stays on a carrier, what
 * that computes is its doing. Used by one thread.
 */
final class CarrierClock {

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<String, Thread> carriers = new HashMap<>();

    /** Returns the nanoseconds that a carrier has computed in its life; 0 if that is unknown. */
    long computed(String carrier) {
        Thread thread = carriers.get(carrier);
        if (thread == null || !thread.isAlive()) {
            find();
            thread = carriers.get(carrier);
        }
        return thread == null ? 0 : Math.max(0, threads.getThreadCpuTime(thread.threadId()));
    }

    /** Carriers have names, and are found like any platform thread: from the root of the groups. */
    private void find() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] all = new Thread[root.activeCount() + 64];
        int count = root.enumerate(all);
        carriers.clear();
        for (int i = 0; i < count; i++) {
            carriers.put(all[i].getName(), all[i]);
        }
    }
}
