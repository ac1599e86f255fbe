package dev.meanwhile.work;

import dev.meanwhile.job.JobContext;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The variables a command gets. The server's own are not among them, but for those that say where and in which language
 * it runs: they may hold secrets, the server's token to begin with.
 */
final class CommandEnvironment {

    /** What the names of the server's own variables begin with. */
    static final String OWN = "MEANWHILE_";

    /** The variable that holds the job's id. */
    static final String JOB_ID = OWN + "JOB_ID";

    private static final Set<String> PASSED = Set.of("PATH", "HOME", "USER", "LANG", "TZ", "TMPDIR");

    private CommandEnvironment() { }

    /**
     * Checks variables of a configuration.
     *
     * @throws IllegalArgumentException if one can not be set
     */
    static void check(Map<String, String> configured) {
        configured.forEach((name, value) -> {
            if (name.isEmpty() || name.contains("=") || name.contains("\0") || value.contains("\0")) {
                throw new IllegalArgumentException("environment: \"" + name + "\" is no name, or its value no value, of a variable");
            }
            if (name.startsWith(OWN)) {
                throw new IllegalArgumentException("environment: \"" + name + "\" can not be set, the server sets what begins with " + OWN);
            }
        });
    }

    /** Turns the server's own variables into those of a command. */
    static void fill(Map<String, String> environment, Map<String, String> configured, JobContext context, String serverUrl) {
        environment.keySet().removeIf(name -> !PASSED.contains(name) && !name.startsWith("LC_"));
        environment.putAll(configured);
        environment.put(JOB_ID, context.id().toString());
        environment.put("MEANWHILE_TYPE", context.type());
        environment.put("MEANWHILE_ATTEMPT", Integer.toString(context.attempt()));
        if (serverUrl != null) {
            environment.put("MEANWHILE_URL", serverUrl);
        }
    }

    /** Returns what only the processes of one attempt have in their environment. */
    static List<String> mark(JobContext context) {
        return List.of(JOB_ID + "=" + context.id(), "MEANWHILE_ATTEMPT=" + context.attempt());
    }
}
