package dev.meanwhile.demo;

import static dev.meanwhile.demo.TestResults.answered;
import static dev.meanwhile.demo.TestResults.result;
import static dev.meanwhile.demo.TestResults.unanswered;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final Report ALL_DONE = new Report(20, 12, 97_000_000, true);
    private static final Report SOME_DONE = new Report(15, 12, 97_000_000, true);

    @Test
    void followsFromTheNumbers() {
        assertThat(Verdict.of(TestResults.GOOD))
                .isEqualTo("Alive: heartbeat after 8 ms at worst; answers at once; all done by 12 threads.");
        assertThat(Verdict.of(TestResults.BAD)).isEqualTo("Killed: no heartbeat for 3 s; no answer to 2 of 2; 17 tasks undone.");
    }

    @Test
    void isTheSameWhoeverHasTheNumbers() {
        for (Contender contender : List.of(new OneLoop(), new JobServer(true))) {
            assertThat(Verdict.of(result(contender, answered(60), answered(501), ALL_DONE)))
                    .isEqualTo("Killed: no heartbeat for 501 ms; answers after 60 ms; else all done by 12 threads.");
            assertThat(Verdict.of(result(contender, answered(50), answered(500), SOME_DONE)))
                    .isEqualTo("Alive: heartbeat after 500 ms at worst; answers at once; 5 tasks undone.");
            assertThat(Verdict.of(result(contender, unanswered(90), unanswered(499), SOME_DONE)))
                    .isEqualTo("Alive: heartbeat after 499 ms+ at worst; no answer to 1 of 1; 5 tasks undone.");
        }
    }

    @Test
    void oneHeartbeatOverTheLimitKills() {
        assertThat(result(new OneLoop(), answered(1), answered(1, 1, 500), ALL_DONE).killed()).isFalse();
        assertThat(result(new OneLoop(), answered(1), answered(1, 1, 501), ALL_DONE).killed()).isTrue();
        assertThat(result(new OneLoop(), answered(1), unanswered(501), ALL_DONE).killed()).isTrue();
        assertThat(result(new OneLoop(), answered(1), unanswered(499), ALL_DONE).killed()).isFalse();
    }
}
