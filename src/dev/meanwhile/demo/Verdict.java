package dev.meanwhile.demo;

/** What a contender's numbers mean, in one line. */
final class Verdict {

    private Verdict() { }

    static String of(Result result) {
        return life(result) + "; " + answers(result.measured().answers()) + "; " + work(result) + ".";
    }

    private static String life(Result result) {
        Latency worst = result.measured().heartbeats().worst();
        if (result.killed()) {
            return "Killed: no heartbeat for " + Figures.time(worst.time());
        }
        return "Alive: heartbeat after " + Figures.time(worst) + " at worst";
    }

    private static String answers(Latencies answers) {
        if (answers.unanswered() > 0) {
            return "no answer to " + answers.unanswered() + " of " + answers.count();
        } else if (answers.median().time().compareTo(Table.UNNOTICED) > 0) {
            return "answers after " + Figures.time(answers.median().time());
        }
        return "answers at once";
    }

    private static String work(Result result) {
        if (result.undone() > 0) {
            return result.undone() + " tasks undone";
        }
        return (result.killed() ? "else all done by " : "all done by ") + result.report().threads() + " threads";
    }
}
