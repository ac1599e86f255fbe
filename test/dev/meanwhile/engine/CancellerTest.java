package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.RefusedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CancellerTest {

    @Test
    void refusesToCancelWhatCanNoLongerBeRecorded(@TempDir Path folder) throws Exception {
        var test = new TestEngine(folder).type("noop", (input, context) -> "1");
        test.engine.resume();
        UUID id = test.submit("noop", JobOptions.NONE.withDelay(Duration.ofHours(1)));
        test.close();
        assertThatThrownBy(() -> test.engine.cancel(id)).isInstanceOfSatisfying(RefusedException.class,
                refused -> assertThat(refused.reason()).isEqualTo(RefusedException.Reason.STOPPING));
    }
}
