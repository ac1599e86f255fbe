package crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A few kills; {@code make crash} has hundreds. */
@EnabledIf("isPossible")
@DisabledOnOs(OS.WINDOWS)
class CrashTest {

    @TempDir
    private Path folder;

    static boolean isPossible() {
        return System.getProperty("meanwhile.jar") != null && System.getProperty("meanwhile.java") != null;
    }

    @Test
    void losesNothingWhenKilled() throws Exception {
        var options = Options.parse("--kills", "5", "--seed", "17", "--clients", "8", "--longest", "600",
                "--idempotency", "--rerun-after-crash-option");
        var told = new ByteArrayOutputStream();
        Report report = new Ordeal(options, folder, new PrintStream(told, true, StandardCharsets.UTF_8)).run();
        assertThat(report.violations()).as(() -> told.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(report.lost()).isZero();
        assertThat(report.stuck()).isZero();
        assertThat(report.accepted()).isPositive().isEqualTo(report.finished());
        assertThat(report.kills() + report.stops()).isGreaterThan(5);
        // What was never there could not have gone wrong.
        assertThat(report.counts()).hasEntrySatisfying("jobs that came after others", count -> assertThat(count).isPositive())
                .hasEntrySatisfying("batches accepted", count -> assertThat(count).isPositive())
                .hasEntrySatisfying("jobs made by ticks", count -> assertThat(count).isPositive());
    }
}
