package dev.meanwhile.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.lang.reflect.Method;

/**
 * The platform threads that carry virtual threads: how many there may be, and how much work waits for one. Used by the
 * watchdog's thread alone.
 *
 * <p>Since JDK 24 that is the bean {@code jdk.management.VirtualThreadSchedulerMXBean}, reached by name because this program
 * runs on 21 as well. Before, the number is fixed once the first virtual thread has started, and nothing tells of it.
 */
final class CarrierThreads {

    private static final String BEAN = "jdk.management.VirtualThreadSchedulerMXBean";
    /** The JDK's own maximum unless {@code jdk.virtualThreadScheduler.maxPoolSize} says otherwise. */
    private static final int MAX = Integer.getInteger("jdk.virtualThreadScheduler.maxPoolSize", 256);

    private final PlatformManagedObject bean;
    private final Method setParallelism;
    private final Method queued;
    /** As many as there are when nobody is in the way. */
    private final int usual;
    private int now;

    private CarrierThreads(PlatformManagedObject bean, Class<?> type) throws ReflectiveOperationException {
        this.bean = bean;
        this.setParallelism = type.getMethod("setParallelism", int.class);
        this.queued = type.getMethod("getQueuedVirtualThreadCount");
        this.usual = (int) type.getMethod("getParallelism").invoke(bean);
        this.now = usual;
    }

    /** Returns them, or null on a JDK that does not let them be told or changed. */
    static CarrierThreads find() {
        try {
            Class<? extends PlatformManagedObject> type = Class.forName(BEAN).asSubclass(PlatformManagedObject.class);
            PlatformManagedObject bean = ManagementFactory.getPlatformMXBean(type);
            return bean == null ? null : new CarrierThreads(bean, type);
        } catch (ReflectiveOperationException before24) {
            return null;
        }
    }

    /** Returns whether this JDK lets their number be changed while the program runs, without loading anything for it. */
    static boolean canBeAdded() {
        return Runtime.version().feature() >= 24;
    }

    /** Returns an estimate of how many virtual threads wait for a carrier. */
    long waiting() {
        return (long) invoke(queued);
    }

    /** Returns how many there are besides the usual ones. */
    int added() {
        return now - usual;
    }

    /** Makes it so many besides the usual ones, as far as that is possible; returns whether that was a change. */
    boolean add(int extra) {
        int next = Math.clamp((long) usual + extra, usual, Math.max(usual, MAX));
        if (next == now) {
            return false;
        }
        invoke(setParallelism, next);
        boolean more = next > now;
        now = next;
        if (more) {
            callOne();
        }
        return true;
    }

    /**
     * Has a new carrier come. The scheduler starts one when something is added to a queue that was empty, each thread that adds
     * having its own; where there is a backlog already it would not be asked. So a new thread adds something.
     */
    static void callOne() {
        Thread.ofPlatform().daemon().name("carrier-call").start(() -> Thread.ofVirtual().start(() -> { }));
    }

    private Object invoke(Method method, Object... arguments) {
        try {
            return method.invoke(bean, arguments);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(method.getName(), impossible);
        }
    }
}
