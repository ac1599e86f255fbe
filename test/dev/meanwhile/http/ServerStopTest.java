package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.TypeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stop says of what it has cut off, and what the next start finds. */
class ServerStopTest {

    private static final TypeOptions ONE_AT_A_TIME = TypeOptions.DEFAULT.withConcurrency(1);

    @TempDir
    private Path data;
    /** Two jobs and a task have begun. */
    private final CountDownLatch started = new CountDownLatch(3);
    private UUID again;
    private UUID once;

    private TestServer start(ServerSettings settings) throws IOException {
        return new TestServer(settings).type("long", (input, context) -> block()).type("one", ONE_AT_A_TIME, (input, context) -> block())
                .start();
    }

    private String block() throws InterruptedException {
        started.countDown();
        new CountDownLatch(1).await();
        return "1";
    }

    /** Lets two jobs and a task run, and another job wait. */
    private void submit(Engine engine) throws InterruptedException {
        again = engine.submit("one", "null", JobOptions.NONE).job().id();
        once = engine.submit("long", "null", JobOptions.NONE.withRerunAfterCrash(false)).job().id();
        engine.tasks().start(List.of(engine.tasks().add("history", this::block)));
        started.await();
        engine.submit("one", "null", JobOptions.NONE);
    }

    @Test
    void putsBackWhatIsRecorded() throws Exception {
        var settings = ServerSettings.DEFAULT.withData(data);
        try (var test = start(settings)) {
            assertThat(test.server.takenUp()).isZero();
            submit(test.server.engine());
            Server.Stopped stopped = test.server.stop(Duration.ZERO);
            assertThat(stopped.putBack()).containsExactly("job " + again + " (one, attempt 1)");
            assertThat(stopped.abandoned()).satisfiesExactlyInAnyOrder(
                    what -> assertThat(what).isEqualTo("job " + once + " (long, attempt 1)"),
                    what -> assertThat(what).startsWith("background task ").endsWith(" (history)"));
            assertThat(test.server.stop(Duration.ZERO).abandoned()).as("said once").isEmpty();
        }
        try (var test = start(settings)) {
            assertThat(test.server.takenUp()).isEqualTo(2);
            assertThat(test.server.engine().find(once).state()).isEqualTo(JobState.FAILED);
        }
    }

    @Test
    void abandonsWhatIsInMemoryOnly() throws Exception {
        try (var test = start(ServerSettings.DEFAULT)) {
            submit(test.server.engine());
            Server.Stopped stopped = test.server.stop(Duration.ZERO);
            assertThat(stopped.putBack()).isEmpty();
            assertThat(stopped.abandoned()).hasSize(4).contains("job " + again + " (one, attempt 1)",
                    "jobs that waited, which are kept in memory only: 1");
        }
    }
}
