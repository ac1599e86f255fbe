package dev.meanwhile.engine;

import static dev.meanwhile.engine.TestEngine.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.engine.Leases.Asked;
import dev.meanwhile.engine.Leases.Grant;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.work.RemoteWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of leases when the server ends. What is left of one that was killed is a copy of its folder, taken at that moment. */
class LeaseResumptionTest {

    private static final Duration LENGTH = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final List<TestEngine> engines = new ArrayList<>();

    private TestEngine open(String name) {
        var test = new TestEngine(folder.resolve(name));
        engines.add(test);
        test.engine.define(RemoteWork.type("far", TypeOptions.DEFAULT.withConcurrency(1)));
        return test;
    }

    /** Returns an engine on what a kill leaves of the first one, resumed when that time has passed since that one began. */
    private TestEngine killed(Duration after) throws Exception {
        copyFirst();
        return resumed(open("second"), after);
    }

    private void copyFirst() throws IOException {
        Path from = folder.resolve("first");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve("second").resolve(from.relativize(file).toString()));
            }
        }
    }

    private static TestEngine resumed(TestEngine test, Duration after) throws InterruptedException {
        test.clock.advance(after);
        test.engine.resume();
        return test;
    }

    @AfterEach
    void close() {
        engines.forEach(TestEngine::close);
    }

    private static Grant lease(TestEngine test) throws InterruptedException {
        return test.engine.leases().lease(new Asked(List.of("far"), LENGTH, "w"), Duration.ZERO);
    }

    @Test
    void takesTheAnswerOfAWorkerWhoseLeaseIsGood() throws Exception {
        TestEngine first = open("first");
        UUID id = first.submit("far");
        Grant grant = lease(first);
        UUID next = first.submit("far");
        TestEngine second = killed(LENGTH.minusMillis(1));
        assertThat(second.engine.find(id)).isEqualTo(grant.job());
        assertThat(second.engine.vitals().running()).isEqualTo(1);
        assertThat(second.engine.vitals().waiting()).isEqualTo(1);
        // It has its slot still.
        assertThat(lease(second)).isNull();
        second.engine.leases().progress(grant.token(), 0.5, null);
        Job job = second.engine.leases().succeed(grant.token(), "1");
        assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job.status().crashes()).isZero();
        assertThat(lease(second).job().id()).isEqualTo(next);
    }

    @Test
    void putsAJobBackWhoseLeaseHasRunOutMeanwhile() throws Exception {
        TestEngine first = open("first");
        UUID id = first.submit("far");
        Grant grant = lease(first);
        TestEngine second = killed(LENGTH);
        Job job = second.engine.find(id);
        assertThat(job.state()).isEqualTo(JobState.QUEUED);
        assertThat(job.status().crashes()).isEqualTo(1);
        assertThat(job.status().history().getLast().error().message()).isEqualTo("the lease of worker \"w\" ran out while this job ran");
        assertThatThrownBy(() -> second.engine.leases().succeed(grant.token(), "1")).isInstanceOf(LeaseLostException.class);
        assertThat(lease(second).job().status().lease().number()).isEqualTo(2);
        assertThatThrownBy(() -> second.engine.leases().succeed(grant.token(), "1")).isInstanceOf(LeaseLostException.class);
        assertThat(second.engine.find(id).state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void putsAJobBackWhoseLeaseRunsOutAfterTheStart() throws Exception {
        TestEngine first = open("first");
        UUID id = first.submit("far");
        lease(first);
        TestEngine second = killed(LENGTH.minusSeconds(1));
        second.pass(Duration.ofSeconds(1));
        assertThat(second.awaitState(id, JobState.QUEUED).status().crashes()).isEqualTo(1);
    }

    @Test
    void remembersTheLastHeartbeat() throws Exception {
        TestEngine first = open("first");
        UUID id = first.submit("far");
        Grant grant = lease(first);
        first.pass(Duration.ofSeconds(20));
        Job renewed = first.engine.leases().renew(grant.token());
        TestEngine second = killed(Duration.ofSeconds(49));
        assertThat(second.engine.find(id)).isEqualTo(renewed);
        assertThat(second.engine.leases().succeed(grant.token(), "1").state()).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void remembersThatItsWorkerIsToStop() throws Exception {
        TestEngine first = open("first");
        UUID id = first.submit("far");
        Grant grant = lease(first);
        first.engine.leases().renew(grant.token());
        first.engine.cancel(id);
        TestEngine second = killed(Duration.ofSeconds(1));
        assertThat(second.engine.leases().renew(grant.token()).status().cancelRequested()).isTrue();
        assertThat(second.engine.leases().succeed(grant.token(), "1").state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void leavesAJobWithItsWorkerWhenItStops() throws Exception {
        TestEngine first = open("first");
        UUID id = first.submit("far");
        Grant grant = lease(first);
        assertThat(first.engine.stop(Duration.ZERO, SOON)).singleElement().satisfies(cut -> {
            assertThat(cut.what()).endsWith(" (far, attempt 1, leased until 2026-01-01T00:00:30Z)");
            assertThat(cut.putBack()).isTrue();
        });
        assertThatThrownBy(() -> first.engine.leases().succeed(grant.token(), "1")).isInstanceOfSatisfying(RefusedException.class,
                refused -> assertThat(refused.reason()).isEqualTo(RefusedException.Reason.STOPPING));
        TestEngine second = resumed(open("first"), Duration.ofSeconds(29));
        assertThat(second.engine.find(id)).isEqualTo(grant.job());
        assertThat(second.engine.leases().succeed(grant.token(), "1").status().crashes()).isZero();
    }

    @Test
    void takesAnAnswerWhileItStops() throws Exception {
        TestEngine first = open("first");
        UUID id = first.submit("far");
        Grant grant = lease(first);
        first.engine.refuseNew();
        assertThat(first.engine.leases().succeed(grant.token(), "1").state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(first.engine.stop(Duration.ZERO, SOON)).isEmpty();
        assertThat(resumed(open("first"), Duration.ZERO).engine.find(id).status().result()).isEqualTo("1");
    }

    @Test
    void closesProperlyAfterACrashWithAJobThatStaysWithItsWorker() throws Exception {
        TestEngine first = open("first");
        first.submit("far");
        lease(first);
        killed(Duration.ofSeconds(1)).close();
        assertThat(open("second").store.wasClosed()).isTrue();
    }

    @Test
    void queuesAJobWhoseTypeIsNotForWorkersAnyMore() throws Exception {
        TestEngine first = open("first");
        UUID id = first.submit("far");
        lease(first);
        copyFirst();
        var second = new TestEngine(folder.resolve("second"));
        engines.add(second);
        second.type("far", (input, context) -> "2");
        second.engine.resume();
        assertThat(second.finished(id).status().result()).isEqualTo("2");
        assertThat(second.engine.find(id).status().crashes()).isEqualTo(1);
    }
}
