package dev.meanwhile.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a contender's process says of itself.
 *
 * @param done     how many of its tasks are done
 * @param threads  how many platform threads there were at most
 * @param memory   how many bytes of memory it has used at most
 * @param resident whether that is all of its memory; where the system does not tell, it is the heap alone
 */
record Report(int done, int threads, long memory, boolean resident) {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";

    /** Returns the report of this process. */
    static Report ofThisProcess(int done) {
        int threads = ManagementFactory.getThreadMXBean().getPeakThreadCount();
        long resident = peakResident();
        return new Report(done, threads, resident > 0 ? resident : peakHeap(), resident > 0);
    }

    private static long peakResident() {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(PEAK)).findFirst()
                    .map(line -> Long.parseLong(line.substring(PEAK.length()).replace("kB", "").strip()) * 1024).orElse(0L);
        } catch (IOException noSuchFile) {
            return 0;
        }
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage).mapToLong(usage -> usage.getUsed()).sum();
    }

    /** Returns it as one line, which {@link #parse} reads. */
    String line() {
        return done + " " + threads + " " + memory + " " + resident;
    }

    static Report parse(String line) {
        String[] words = line.split(" ");
        return new Report(Integer.parseInt(words[0]), Integer.parseInt(words[1]), Long.parseLong(words[2]), Boolean.parseBoolean(words[3]));
    }
}
