package dev.meanwhile.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.management.HotSpotDiagnosticMXBean;
import dev.meanwhile.json.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a thread dump shows. The old kind, {@code jstack}, knows nothing of virtual threads. {@code jcmd <pid>
 * Thread.dump_to_file -format=json <file>} does, and {@link HotSpotDiagnosticMXBean#dumpThreads} is the same from inside.
 *
 * <p>Thousands of threads are not to be read one by one. Those with the same stack do the same thing: grouped by it, the dump of
 * a server in trouble is mostly one large group, and its stack is the trouble.
 */
final class ThreadDump implements Lesson {

    private static final int ASLEEP = 1_000;
    private static final int LOCKED_OUT = 50;
    private static final int GROUPS = 4;

    @Override
    public String word() {
        return "dump";
    }

    @Override
    public String title() {
        return "a thread dump";
    }

    @Override
    public String teaches() {
        return """
                The JSON dump has virtual threads too, which jstack has not. Group them by their stacks: the
                largest group is the news.""";
    }

    @Override
    public void show(Consumer<String> say) throws Exception {
        var lock = new ReentrantLock();
        var entered = new CountDownLatch(ASLEEP + LOCKED_OUT);
        lock.lock();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < ASLEEP; i++) {
                executor.submit(() -> askDatabase(entered));
            }
            for (int i = 0; i < LOCKED_OUT; i++) {
                executor.submit(() -> waitForLock(entered, lock));
            }
            entered.await();
            show(executor, say);
        } finally {
            lock.unlock();
        }
    }

    /** Shows the dump, then ends those that were to be seen in it. */
    private static void show(ExecutorService executor, Consumer<String> say) throws IOException {
        try {
            long start = System.nanoTime();
            List<List<String>> stacks = stacks(dump());
            say.accept(Figures.count(stacks.size()) + " threads dumped and grouped in " + Figures.since(start) + ":");
            groups(stacks).stream().limit(GROUPS).forEach(say);
        } finally {
            executor.shutdownNow();
        }
    }

    private static Void askDatabase(CountDownLatch entered) throws InterruptedException {
        entered.countDown();
        Thread.sleep(60_000);
        return null;
    }

    private static Void waitForLock(CountDownLatch entered, ReentrantLock lock) throws InterruptedException {
        entered.countDown();
        lock.lockInterruptibly();
        lock.unlock();
        return null;
    }

    /** Returns the JVM's dump of all threads, which it will write to a new file only. */
    private static String dump() throws IOException {
        Path folder = Files.createTempDirectory("meanwhile-demo");
        Path file = folder.resolve("threads.json").toAbsolutePath();
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
            return Files.readString(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /** Returns the stack of each thread in a dump, the innermost call first. */
    private static List<List<String>> stacks(String dump) {
        var stacks = new ArrayList<List<String>>();
        JsonObject threads = Json.parse(dump).getAsJsonObject().getAsJsonObject("threadDump");
        for (JsonElement container : threads.getAsJsonArray("threadContainers")) {
            for (JsonElement thread : container.getAsJsonObject().getAsJsonArray("threads")) {
                stacks.add(thread.getAsJsonObject().getAsJsonArray("stack").asList().stream().map(JsonElement::getAsString).toList());
            }
        }
        return stacks;
    }

    /** Returns a line for each different stack, that of most threads first. */
    private static List<String> groups(List<List<String>> stacks) {
        Map<List<String>, Long> sizes = stacks.stream().filter(stack -> !stack.isEmpty())
                .collect(Collectors.groupingBy(stack -> stack, Collectors.counting()));
        return sizes.entrySet().stream().sorted(Map.Entry.<List<String>, Long>comparingByValue().reversed())
                .map(group -> line(group.getValue(), group.getKey()))
                .toList();
    }

    private static String line(long threads, List<String> stack) {
        String top = brief(stack.getFirst());
        String caller = stack.stream().filter(frame -> frame.contains("dev.meanwhile")).findFirst().orElse(stack.getLast());
        return "%6s  in %s, called by %s".formatted(Figures.count(threads), top.substring(0, top.indexOf('(')), brief(caller));
    }

    /** Returns a frame without its module and package. */
    private static String brief(String frame) {
        int method = frame.lastIndexOf('.', frame.indexOf('('));
        return frame.substring(frame.lastIndexOf('.', method - 1) + 1);
    }
}
