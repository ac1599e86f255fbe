package dev.meanwhile.cli;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * The signals that ask this process to end. The first one is waited for; a second one ends the process at once, with the
 * exit code the shell gives to one that died of it.
 *
 * <p>Only {@code sun.misc.Signal} lets a program answer a signal with an exit code of its own. It is reached by reflection
 * because the compiler warns of every use. Where it is missing, or the JVM keeps signals to itself (-Xrs), a shutdown hook
 * takes its place: then there is one signal, not two.
 */
final class Signals implements AutoCloseable {

    /** The terminal was closed, Ctrl-C, kill. The JVM leaves alone those it was started with as ignored, as nohup does. */
    private static final List<String> NAMES = List.of("HUP", "INT", "TERM");

    private final CompletableFuture<String> first = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Signals() { }

    /** Begins to listen. */
    static Signals listen() {
        var signals = new Signals();
        // Not a short-circuit: every one of them is wanted.
        long handled = NAMES.stream().filter(signals::handle).count();
        if (handled == 0) {
            Runtime.getRuntime().addShutdownHook(new Thread(signals::hook, "shutdown"));
        }
        return signals;
    }

    /** Waits for the first signal, and returns its name. */
    String await() {
        return first.join();
    }

    /** Tells that the process has done what it had to do before its end. */
    @Override
    public void close() {
        closed.countDown();
    }

    private boolean handle(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object receiver = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) ->
                    switch (method.getName()) {
                        case "handle" -> received(arguments[0]);
                        case "equals" -> self == arguments[0];
                        case "hashCode" -> System.identityHashCode(self);
                        default -> "Signals";
                    });
            signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(name), receiver);
            return true;
        } catch (ReflectiveOperationException missingUnknownOrTaken) {
            return false;
        }
    }

    /** Runs on a thread of its own for each signal. */
    private Void received(Object signal) throws ReflectiveOperationException {
        if (!first.complete("SIG" + signal.getClass().getMethod("getName").invoke(signal))) {
            // Nobody is left to stop the commands that run, and they would go on without us.
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            // Not exit, which would wait for what the first signal began.
            Runtime.getRuntime().halt(128 + (int) signal.getClass().getMethod("getNumber").invoke(signal));
        }
        return null;
    }

    private void hook() {
        boolean asked = first.complete("shutdown");
        if (asked && closed.getCount() > 0) {
            try {
                closed.await();
            } catch (InterruptedException impossible) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(0);
        }
    }
}
