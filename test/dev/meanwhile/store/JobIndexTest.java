package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobIndexTest {

    private final JobIndex<Job> index = new JobIndex<>(Job::id);

    private static Job job(long millis, int number) {
        var request = new Job.Request("noop", "noop", "null", JobOptions.NONE, Job.Origin.NONE);
        var at = Instant.ofEpochMilli(millis);
        return new Job(new UUID(millis << 16 | 0x7000, 0x8000_0000_0000_0000L | number), request, at, JobStatus.accepted(at, at));
    }

    private List<Job> newest(UUID before, int limit) {
        return index.newest(JobFilter.ALL::matches, before, null, limit);
    }

    @Test
    void leadsThroughAllJobsInOrderWhateverTheOrderTheyCameIn() {
        var jobs = new ArrayList<Job>();
        var random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            jobs.add(job(1_700_000_000_000L + random.nextInt(3_000), i));
        }
        jobs.forEach(index::add);
        List<UUID> expected = jobs.stream().map(Job::id).sorted(Collections.reverseOrder()).toList();
        var walked = new ArrayList<UUID>();
        UUID before = null;
        for (List<Job> page = newest(null, 37); !page.isEmpty(); page = newest(before, 37)) {
            page.forEach(job -> walked.add(job.id()));
            before = walked.getLast();
        }
        assertThat(walked).isEqualTo(expected);
    }

    @Test
    void keepsWhatIsLeftWhenItIsTidied() {
        Job old = job(1_700_000_000_000L, 1);
        Job gone = job(1_700_000_100_000L, 2);
        Job young = job(1_700_010_000_000L, 3);
        List.of(old, gone, young).forEach(index::add);
        assertThat(index.remove(gone.id())).isEqualTo(gone);
        index.tidy();
        assertThat(newest(null, 9)).containsExactly(young, old);
        assertThat(index.get(gone.id())).isNull();
        assertThat(index.remove(gone.id())).isNull();
        assertThat(index.get(old.id())).isEqualTo(old);
    }
}
