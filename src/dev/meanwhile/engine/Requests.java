package dev.meanwhile.engine;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** The requests that code of the embedding program answers just now. Safe for use by any thread. */
public final class Requests {

    /** A request on its virtual thread. */
    private record RequestRun(Origin origin, Thread thread) implements Occupant {

        @Override
        public String label() {
            return thread.getName();
        }

        @Override
        public boolean isMovable() {
            return true;
        }
    }

    private final Lanes lanes;
    private final Set<Occupant> running = ConcurrentHashMap.newKeySet();

    Requests(Lanes lanes) {
        this.lanes = lanes;
    }

    /**
     * Has a route answer a request: on this thread, or, if the route was found to compute, on one of the cpu pool while this one
     * waits.
     *
     * @param route what the route is called
     * @throws Exception whatever {@code handler} threw
     */
    public <T> T run(String route, Callable<T> handler) throws Exception {
        var run = new RequestRun(new Origin(Origin.Kind.ROUTE, route), Thread.currentThread());
        running.add(run);
        try {
            return lanes.run(run, handler);
        } finally {
            running.remove(run);
        }
    }

    Set<Occupant> running() {
        return running;
    }
}
