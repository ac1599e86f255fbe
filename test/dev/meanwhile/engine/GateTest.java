package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {

    private final List<String> entered = new ArrayList<>();

    /** Jobs of one queue, by their priorities, each of which stays at the gate once it has entered. */
    private final class Line implements Gate.Waiting {

        private final Gate gate;
        private final String name;
        private final Deque<Integer> priorities;

        Line(Gate gate, String name, Integer... priorities) {
            this.gate = gate;
            this.name = name;
            this.priorities = new ArrayDeque<>(List.of(priorities));
        }

        @Override
        public Gate.Rank first() {
            return priorities.isEmpty() ? null : new Gate.Rank(priorities.peek(), 0);
        }

        @Override
        public boolean advance() {
            if (priorities.isEmpty() || !gate.enter(this)) {
                return false;
            }
            entered.add(name + priorities.poll());
            return true;
        }

        void advanceAll() {
            while (advance()) { }
        }
    }

    @Test
    void letsNoMoreInThanItHasPlaces() {
        var gate = new Gate(2);
        new Line(gate, "a", 5, 4, 3).advanceAll();
        assertThat(entered).containsExactly("a5", "a4");
        assertThat(gate.isWaitedFor()).isTrue();
    }

    @Test
    void callsWhoeverHasTheFirstJobWhenAPlaceIsFree() {
        var gate = new Gate(1);
        var a = new Line(gate, "a", 5, 1);
        var b = new Line(gate, "b", 2);
        var c = new Line(gate, "c", 7);
        a.advanceAll();
        b.advanceAll();
        c.advanceAll();
        for (int i = 0; i < 3; i++) {
            gate.leave(a);
        }
        assertThat(entered).containsExactly("a5", "c7", "b2", "a1");
    }

    @Test
    void countsWhoeverLeavesAmongThoseThatWait() {
        var gate = new Gate(1);
        var a = new Line(gate, "a", 9, 8);
        var b = new Line(gate, "b", 1);
        a.advance();
        b.advanceAll();
        gate.leave(a);
        assertThat(entered).containsExactly("a9", "a8");
    }

    @Test
    void letsMoreInWhenThereAreMorePlacesAndNobodyUntilFewerAreTaken() {
        var gate = new Gate(1);
        var a = new Line(gate, "a", 6, 5, 4, 3);
        a.advanceAll();
        gate.places(3);
        assertThat(entered).containsExactly("a6", "a5", "a4");
        gate.places(2);
        gate.leave(a);
        assertThat(entered).hasSize(3);
        gate.leave(a);
        assertThat(entered).hasSize(4);
    }

    @Test
    void forgetsWhoHasNothingToDoAnyMore() {
        var gate = new Gate(1);
        var a = new Line(gate, "a", 6);
        var b = new Line(gate, "b", 5);
        a.advanceAll();
        b.advanceAll();
        b.priorities.clear();
        gate.leave(a);
        assertThat(entered).containsExactly("a6");
        assertThat(gate.isWaitedFor()).isFalse();
    }
}
