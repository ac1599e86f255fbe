package bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Computation by the piece: so many steps are so much work, whoever does it and whatever else the machine does. */
final class Work {

    private static final int STEPS = 1_000;
    private static final int CALIBRATION = 20;

    private Work() { }

    /** Computes without a pause. */
    static long compute(long pieces) {
        long x = pieces | 1;
        for (long i = 0; i < pieces; i++) {
            x = piece(x);
        }
        return x;
    }

    private static long piece(long seed) {
        long x = seed;
        for (int i = 0; i < STEPS; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        return x;
    }

    /** Returns how many pieces take a second of a processor's time while the others are as busy: two may share a core. */
    static long piecesPerSecond() throws InterruptedException {
        var rates = new double[Runtime.getRuntime().availableProcessors()];
        var threads = new Thread[rates.length];
        for (int i = 0; i < rates.length; i++) {
            int index = i;
            threads[i] = Thread.ofPlatform().start(() -> rates[index] = calibrate());
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return Math.round(Figures.median(rates));
    }

    /** By the time this thread had a processor, which is less than that of the clock where others want it too. */
    private static double calibrate() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long pieces = 10_000;
        var rates = new double[CALIBRATION];
        long sum = 0;
        for (int i = 0; i < CALIBRATION; i++) {
            long before = threads.getCurrentThreadCpuTime();
            sum += compute(pieces);
            double seconds = (threads.getCurrentThreadCpuTime() - before) / 1e9;
            rates[i] = pieces / seconds;
            // About a tenth of a second each.
            pieces = Math.max(10_000, Math.round(rates[i] / 10));
        }
        if (sum == 0) {
            throw new AssertionError("xorshift never gives zero");
        }
        return Figures.median(rates);
    }
}
