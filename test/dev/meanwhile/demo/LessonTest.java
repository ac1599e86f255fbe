package dev.meanwhile.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LessonTest {

    /** All of them; of the sleepers not a million. */
    static Stream<Lesson> lessons() {
        return Catalogue.LESSONS.stream().map(lesson -> lesson instanceof Sleepers ? new Sleepers(5_000) : lesson);
    }

    @ParameterizedTest
    @MethodSource("lessons")
    void saysAFewLinesWithFigures(Lesson lesson) throws Exception {
        var said = new ArrayList<String>();
        lesson.show(said::add);
        assertThat(said).hasSizeBetween(2, 8).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(String.join("\n", said)).containsPattern("\\d ms|\\d s\\b");
    }

    @Test
    void pinningSaysWhatThisJdkDoes() throws Exception {
        var said = new ArrayList<String>();
        new Pinning().show(said::add);
        boolean pins = Runtime.version().feature() < 24;
        assertThat(said).last().asString()
                .contains("JDK " + Runtime.version().feature(), pins ? "each kept its carrier" : "none kept its carrier");
    }

    @Test
    void backPressureKeepsToItsPermits() throws Exception {
        var said = new ArrayList<String>();
        new BackPressure().show(said::add);
        assertThat(said.get(2)).contains("acquire of 50", "at most 50 in it at once, 0 turned away");
        assertThat(said.get(3)).contains("tryAcquire of 50", "at most 50 in it at once");
    }

    @Test
    void dumpFindsTheGroups() throws Exception {
        var said = new ArrayList<String>();
        new ThreadDump().show(said::add);
        assertThat(String.join("\n", said)).contains("called by ThreadDump.askDatabase(ThreadDump.java:");
    }

    @Test
    void fanOutGivesResultsInOrder() throws Exception {
        assertThat(FanOut.all(List.<Callable<Integer>>of(() -> 1, () -> 2, () -> 3))).containsExactly(1, 2, 3);
        assertThat(FanOut.all(List.<Callable<Integer>>of())).isEmpty();
    }

    @Test
    void fanOutCancelsTheSiblingsOfAFailureAndWaitsForThem() {
        var gone = new AtomicBoolean();
        var begun = new CountDownLatch(1);
        Callable<Integer> endless = () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                return 0;
            } finally {
                gone.set(true);
            }
        };
        Callable<Integer> failing = () -> {
            begun.await();
            throw new IllegalStateException("no such order");
        };
        assertThatThrownBy(() -> FanOut.all(List.of(endless, failing))).isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("no such order");
        assertThat(gone).isTrue();
    }
}
