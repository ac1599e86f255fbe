package crash;

import java.util.ArrayList;
import java.util.List;

/** What may be true of an accepted job, however often its server has died. Pure. */
final class Rules {

    /** How often the deliveries of each type are attempted, as {@link Victim} configures them. */
    static final int ATTEMPTS = 6;
    static final int HOPELESS_ATTEMPTS = 3;
    private static final int MOST_CRASHES = 3;

    private Rules() { }

    /**
     * Judges a job.
     *
     * @param entry      what it is
     * @param job        what the server says of it
     * @param kills      how often the server has died since it was submitted, at most
     * @param executions how often it was delivered; 0 if it is no delivery
     * @return what is wrong with it
     */
    static List<String> broken(Entry entry, JobView job, int kills, int executions) {
        var broken = new ArrayList<String>();
        check(broken, job.crashes() <= kills, "more crashes than kills");
        check(broken, job.crashes() == job.steps().died(), "the history has other crashes than are counted");
        check(broken, job.steps().coherent(), "a crash without an attempt");
        check(broken, entry.kind != Kind.ONCE || executions <= 1, "ran twice although it must not");
        check(broken, !isAfter(job.steps().last(), job.expires()), "began after it had expired");
        if (job.isFinished()) {
            finished(broken, entry, job, executions);
        }
        return broken;
    }

    private static void finished(List<String> broken, Entry entry, JobView job, int executions) {
        boolean given = job.state().equals("failed") && job.steps().died() > 0 && String.valueOf(job.error()).contains("server died");
        // Not before: of an unfinished job, another attempt may have begun since the server answered.
        check(broken, executions <= job.steps().begun(), "ran more often than attempts were begun");
        // A crash gives back its attempt, except the one that was the last straw.
        int returned = job.crashes() - (given ? 1 : 0) + job.steps().stopped();
        check(broken, job.steps().begun() - returned == job.attempt(), "attempts do not add up");
        boolean told = entry.cancelling() == Entry.Cancelling.CANCELLED || entry.cancelling() == Entry.Cancelling.TOLD_TO_STOP;
        check(broken, !told || job.state().equals("cancelled"), "ended otherwise than cancelled");
        switch (job.state()) {
            case "succeeded" -> succeeded(broken, entry, job, executions);
            case "failed" -> check(broken, mayFail(entry, job), "failed for no reason of its own");
            case "cancelled" -> {
                // Whether that one is to blame is judged elsewhere.
                check(broken, entry.cancelling() != Entry.Cancelling.NOT_ASKED || job.blamed() != null, "cancelled though nobody asked");
                check(broken, entry.cancelling() != Entry.Cancelling.TOO_LATE, "cancelled though it had ended otherwise");
            }
            case "expired" -> {
                check(broken, entry.kind == Kind.EXPIRING, "expired though nobody asked");
                check(broken, !isAfter(job.expires(), job.ended()), "expired before its time");
            }
            default -> broken.add("ended as " + job.state());
        }
    }

    private static void succeeded(List<String> broken, Entry entry, JobView job, int executions) {
        check(broken, job.result() != null && job.result().contains(entry.kind.result()), "a result that is not its own");
        check(broken, entry.kind != Kind.HOPELESS, "succeeded though it can not");
        check(broken, !entry.kind.isDelivery() || executions > entry.failures, "succeeded without having run");
        check(broken, entry.kind != Kind.ONCE || job.steps().begun() == 1, "was begun twice although it must not");
        check(broken, job.crashes() < MOST_CRASHES, "succeeded after the last crash it may have");
    }

    /** Returns whether one time is after another, as far as both are known. */
    private static boolean isAfter(String time, String other) {
        return time != null && other != null && time.compareTo(other) > 0;
    }

    private static boolean mayFail(Entry entry, JobView job) {
        String error = String.valueOf(job.error());
        return job.crashes() == MOST_CRASHES && error.contains("died " + MOST_CRASHES + " times")
                || entry.kind == Kind.ONCE && error.contains("not to be run again")
                || entry.kind == Kind.HOPELESS && job.attempt() == HOPELESS_ATTEMPTS && error.contains("503");
    }

    private static void check(List<String> broken, boolean holds, String otherwise) {
        if (!holds) {
            broken.add(otherwise);
        }
    }
}
