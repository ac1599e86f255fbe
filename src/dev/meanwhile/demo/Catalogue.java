package dev.meanwhile.demo;

import java.util.List;
import java.util.Optional;

/** All there is to see, in the order in which to see it. */
final class Catalogue {

    static final List<Contender> CONTENDERS = List.of(new OneLoop(), new SeveralLoops(), new PoolOfForty(), new UnboundedQueue(),
            new ThreadPerTask(), new VirtualThreads(), new JobServer(false), new JobServer(true));

    static final List<Lesson> LESSONS = List.of(new Pinning(), new Cancellation(), new BackPressure(), new Sleepers(1_000_000),
            new FanOut(), new ThreadDump());

    private Catalogue() { }

    static Optional<Contender> contender(String word) {
        return find(CONTENDERS, word);
    }

    static Optional<Lesson> lesson(String word) {
        return find(LESSONS, word);
    }

    private static <E extends Exhibit> Optional<E> find(List<E> exhibits, String word) {
        return exhibits.stream().filter(exhibit -> exhibit.word().equals(word)).findFirst();
    }
}
