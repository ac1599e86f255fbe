package crash;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What comes before a job.
 *
 * @param jobs   the jobs that must have ended
 * @param anyhow whether it does not matter how
 */
record After(List<Entry> jobs, boolean anyhow) {

    static final After NONE = new After(List.of(), false);

    boolean isNone() {
        return jobs.isEmpty();
    }

    /** Returns the members of a submission that say so. */
    String members() {
        return members(jobs.stream().map(first -> first.id.toString()).toList(), anyhow);
    }

    /** Returns the members of a submission that say so of jobs with those names. */
    static String members(List<String> names, boolean anyhow) {
        return names.stream().collect(Collectors.joining("\",\"", "\"after\":[\"", "\"]")) + (anyhow ? ",\"afterFailure\":\"run\"" : "");
    }
}
