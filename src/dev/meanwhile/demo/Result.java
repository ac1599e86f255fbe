package dev.meanwhile.demo;

/**
 * What came of one contender.
 *
 * @param contender who
 * @param load      what it had to stand
 * @param measured  what its client saw
 * @param report    what its process said when the time was up
 */
record Result(Contender contender, Load load, Client.Measured measured, Report report) {

    /** Whether a supervisor like gunicorn would have killed it: a heartbeat came later than allowed, or not at all. */
    boolean killed() {
        return measured.heartbeats().worst().time().compareTo(Load.limit()) > 0;
    }

    /** Returns how many tasks were not done in time. */
    int undone() {
        return load.tasks() - report.done();
    }
}
