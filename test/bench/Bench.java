package bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code make bench}: speed as ratios to a reference measured beside it in the same run, because machines differ and are
 * shared. Rounds alternate, and the median counts. {@code ARGS=jobs} runs one part; the soak, which takes four minutes, runs
 * only if it is named.
 */
final class Bench {

    private interface Part {
        void run() throws Exception;
    }

    private static final String SOAK = "soak";
    private static final Map<String, Part> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("start", Start::measure);
        PARTS.put("accept", Accept::measure);
        PARTS.put("pickup", Pickup::measure);
        PARTS.put("jobs", JobLoop::measure);
        PARTS.put("shapes", Shapes::measure);
        PARTS.put("hogs", Hogs::measure);
        PARTS.put("sleeping", Sleeping::measure);
        PARTS.put("waiting", Waiting::measure);
        PARTS.put(SOAK, Soak::measure);
    }

    private Bench() { }

    public static void main(String[] arguments) throws Exception {
        var parts = new ArrayList<>(List.of(arguments));
        if (parts.isEmpty()) {
            parts.addAll(PARTS.keySet());
            parts.remove(SOAK);
        }
        if (!PARTS.keySet().containsAll(parts)) {
            System.err.println("make bench ARGS=... takes any of: " + String.join(" ", PARTS.keySet()));
            System.exit(2);
        }
        System.out.printf("%d processors, Java %s, %s %s%n", Runtime.getRuntime().availableProcessors(), Runtime.version(),
                System.getProperty("os.name"), System.getProperty("os.arch"));
        for (String part : parts) {
            PARTS.get(part).run();
        }
    }
}
