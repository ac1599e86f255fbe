package dev.meanwhile.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EnduranceTest {

    private final ArrayList<Event> told = new ArrayList<>();
    private final EventLog log = new EventLog(InstantSource.system(), Event.Level.ERROR, told::add);

    private static Runnable failing(AtomicInteger runs, int failures) {
        return () -> {
            if (runs.incrementAndGet() <= failures) {
                throw new OutOfMemoryError("for once");
            }
        };
    }

    @Test
    void runsAgainUntilItReturns() {
        var runs = new AtomicInteger();
        new Endurance("it_failed", log).run(failing(runs, 3));
        assertThat(runs).hasValue(4);
        assertThat(told).extracting(Event::name).containsExactly("it_failed", "it_failed", "it_failed");
        assertThat(told.getFirst().get("error")).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void goesOnWhenTellingFails() {
        var runs = new AtomicInteger();
        var broken = new EventLog(InstantSource.system(), Event.Level.ERROR, event -> {
            throw new OutOfMemoryError("again");
        });
        new Endurance("it_failed", broken).run(failing(runs, 2));
        assertThat(runs).hasValue(3);
    }
}
