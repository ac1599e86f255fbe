package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.AfterFailure;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.Permanent;
import dev.meanwhile.job.RetryPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random graphs of jobs, of which some fail, are cancelled, or are tried again, under a server that dies at any moment: in the end
 * each has finished, and as it must have by how those before it did.
 */
class GraphTest {

    private static final int GRAPHS = 12;
    private static final int JOBS = 60;
    private static final int CRASHES = 3;

    @TempDir
    private Path folder;

    private TestEngine open(Path data) throws InterruptedException {
        TestEngine test = new TestEngine(data).type("job", (input, context) -> {
            if (input.equals("\"bad\"") || input.equals("\"flaky\"") && context.attempt() == 1) {
                throw input.equals("\"bad\"") ? new Permanent(new IllegalStateException("bad")) : new IllegalStateException("flaky");
            }
            // Its own and all that come before it, each counted as often as there are ways to it.
            return Integer.toString(1 + context.after().values().stream().mapToInt(GraphTest::number).sum());
        });
        test.engine.resume();
        return test;
    }

    private static int number(String result) {
        return result.equals("null") ? 0 : Integer.parseInt(result) % 1_000_003;
    }

    /** Returns an engine on what a kill in this moment would leave: the journal only grows, so a copy is what was there. */
    private TestEngine kill(TestEngine test, Path to) throws IOException, InterruptedException {
        Path from = folder.resolve(to.getFileName().toString().replaceAll("-\\d+$", "") + "-"
                + (Integer.parseInt(to.getFileName().toString().replaceAll(".*-", "")) - 1));
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (NoSuchFileException gone) {
                    // A folder is copied without what was in it at the moment.
                }
            }
        }
        test.close();
        return open(to);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void neverLeavesAJobStuckOrInAStateThatThoseBeforeItForbid(long seed) throws Exception {
        var random = new Random(seed);
        for (int graph = 0; graph < GRAPHS / 6; graph++) {
            run(random, "g" + seed + "x" + graph);
        }
    }

    private void run(Random random, String name) throws Exception {
        TestEngine test = open(folder.resolve(name + "-0"));
        var ids = new ArrayList<UUID>();
        var cancelled = new HashSet<UUID>();
        try {
            int crashes = 0;
            while (ids.size() < JOBS) {
                ids.add(test.engine.submit("job", random.nextInt(8) == 0 ? "\"bad\"" : random.nextInt(6) == 0 ? "\"flaky\"" : "1",
                        options(random, ids)).job().id());
                UUID any = ids.get(random.nextInt(ids.size()));
                if (random.nextInt(15) == 0 && test.engine.cancel(any) != Cancelling.TOO_LATE) {
                    cancelled.add(any);
                }
                if (random.nextInt(10) == 0) {
                    test.engine.retry(ids.get(random.nextInt(ids.size())));
                }
                if (random.nextInt(JOBS / CRASHES) == 0) {
                    test = kill(test, folder.resolve(name + "-" + ++crashes));
                }
            }
            for (UUID id : ids) {
                awaitFinished(test, id);
            }
            for (UUID id : ids) {
                check(test, test.engine.find(id), cancelled);
            }
            TestEngine last = test;
            test.awaitThat(() -> last.engine.dependents() == 0);
            assertThat(test.engine.vitals().waiting()).isZero();
        } finally {
            test.close();
        }
    }

    /** Waits for a job, while the time for what is to be tried again comes. */
    private static void awaitFinished(TestEngine test, UUID id) {
        while (!test.engine.find(id).state().isFinished()) {
            test.awaitThat(() -> test.engine.find(id).state().isFinished() || test.engine.find(id).state() == JobState.RETRYING);
            test.pass(Duration.ofSeconds(1));
        }
    }

    private static JobOptions options(Random random, List<UUID> ids) {
        var after = new HashSet<UUID>();
        for (int i = random.nextInt(4); i > 0 && !ids.isEmpty(); i--) {
            // Mostly after young ones, which have not ended.
            after.add(ids.get(Math.max(0, ids.size() - 1 - random.nextInt(10))));
        }
        JobOptions options = JobOptions.NONE.withRetry(RetryPolicy.NONE.withAttempts(2));
        return after.isEmpty() ? options
                : options.withAfter(List.copyOf(after), random.nextInt(3) == 0 ? AfterFailure.RUN : AfterFailure.CANCEL);
    }

    /** What must be so, whatever was retried in between: a job that ran did so after those that had to come first. */
    private static void check(TestEngine test, Job job, HashSet<UUID> cancelled) {
        var more = job.request().options().more();
        List<JobState> firsts = more.after().stream().map(first -> test.engine.find(first).state()).toList();
        boolean allSucceeded = firsts.stream().allMatch(state -> state == JobState.SUCCEEDED);
        boolean mustRun = allSucceeded || more.afterFailure() == AfterFailure.RUN;
        String error = job.state() == JobState.CANCELLED && job.status().history().getLast().error() != null
                ? job.status().history().getLast().error().message() : null;
        switch (job.state()) {
            case SUCCEEDED -> assertThat(mustRun && !job.request().input().equals("\"bad\"")).as("%s after %s", job, firsts).isTrue();
            case FAILED -> assertThat(mustRun && job.request().input().equals("\"bad\"")).as("%s after %s", job, firsts).isTrue();
            case CANCELLED -> {
                if (error == null) {
                    assertThat(cancelled).as("%s after %s", job, firsts).contains(job.id());
                } else {
                    assertThat(more.afterFailure()).isEqualTo(AfterFailure.CANCEL);
                    assertThat(more.after()).as(error).anyMatch(first -> error.startsWith("job " + first + ", which comes first, is "));
                }
            }
            default -> throw new AssertionError(job);
        }
        if (job.state() == JobState.SUCCEEDED && allSucceeded && more.afterFailure() == AfterFailure.CANCEL) {
            int sum = more.after().stream().mapToInt(first -> number(test.engine.find(first).status().result())).sum();
            assertThat(Integer.parseInt(job.status().result())).isEqualTo(1 + sum);
        }
    }
}
