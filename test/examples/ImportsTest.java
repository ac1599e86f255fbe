package examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.JobHandle;
import dev.meanwhile.TestMeanwhile;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImportsTest {

    private final List<Integer> asked = new ArrayList<>();
    /** Three pages of rows; busy when it is asked for the second time for the last one but one. */
    private final Imports imports = new Imports((customer, page) -> {
        asked.add(page);
        if (page == 2 && asked.size() == 3) {
            throw new Imports.Busy();
        }
        return page < 3 ? List.of("a", "b") : List.of();
    });

    @Test
    void goesOnFromItsCheckpointOnceTheSourceHasTime() {
        try (var test = TestMeanwhile.start(imports.server())) {
            JobHandle job = test.submit("import", new Imports.Import("Kim"));
            test.runDue();
            assertThat(job.state()).isEqualTo(JobState.RETRYING);

            test.advance(Duration.ofMinutes(10)).runDue();
            assertThat(job.result(Imports.Done.class)).isEqualTo(new Imports.Done(3, 6));
        }
        assertThat(asked).containsExactly(0, 1, 2, 2, 3);
    }

    @Test
    void hasItsReportMadeByAJobOfItsOwn() {
        try (var test = TestMeanwhile.start(imports.server())) {
            JobHandle job = test.submit("import", new Imports.Import("Kim"));
            test.runFor(Duration.ofHours(1));
            Job report = test.jobs().getLast();
            assertThat(report.request().origin().parent()).isEqualTo(job.id());
            assertThat(report.status().result()).isEqualTo("\"imported 6 rows\"");
        }
    }

    @Test
    void isMeasuredAndListenedTo() {
        try (var test = TestMeanwhile.start(imports.server())) {
            JobHandle nobody = test.submit("import", new Imports.Import(" "));
            test.runDue();
            assertThat(nobody.job().status().error().message()).isEqualTo("there is no customer without a name");
            assertThat(imports.failures("import")).isEqualTo(1);
            assertThat(imports.took("import")).isPositive();
        }
    }
}
