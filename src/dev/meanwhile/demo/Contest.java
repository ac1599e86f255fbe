package dev.meanwhile.demo;

import java.io.IOException;
import java.util.List;

/** Puts one load on one contender after another, each in a fresh process. Used by one thread. */
final class Contest {

    private final Class<?> main;
    private final Load load;
    private final double stepsPerMilli;

    /**
     * Prepares a contest.
     *
     * @param main the program's main class; see {@link ServerProcess#start}
     */
    Contest(Class<?> main, Load load) {
        this.main = main;
        this.load = load;
        // Measured once, so that all of them get the same work.
        this.stepsPerMilli = Computation.stepsPerMilli();
    }

    private List<String> arguments() {
        return ServerMain.arguments(load.slow().each(), steps(load.cpu()), steps(load.hogs()));
    }

    private long steps(Load.Batch batch) {
        return Math.round(stepsPerMilli * batch.each().toNanos() / 1e6);
    }

    Result run(Contender contender) throws IOException, InterruptedException {
        try (var server = ServerProcess.start(main, contender, arguments()); var client = new Client(server.uri())) {
            client.warmUp();
            Client.Measured measured = client.run(load);
            return new Result(contender, load, measured, server.report());
        }
    }
}
