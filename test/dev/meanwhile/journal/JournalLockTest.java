package dev.meanwhile.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.event.EventLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalLockTest {

    private static final String OPENED = "opened";

    @TempDir
    private Path folder;

    /** Another process: opens the journal, says what came of it, and holds it until its input ends. */
    static final class Other {

        private Other() { }

        public static void main(String[] arguments) throws IOException {
            try (Journal journal = JournalLockTest.open(Path.of(arguments[0]))) {
                new Notes().append(journal, 5);
                System.out.println(OPENED);
                System.in.read();
            } catch (IOException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }

    static Journal open(Path folder) throws IOException {
        return open(folder, new FaultyDisk());
    }

    private static Journal open(Path folder, Disk disk) throws IOException {
        return Journal.open(folder, disk, Fsync.ALWAYS, 1 << 20, EventLog.NONE, (position, length, op, members) -> { });
    }

    private Process start() throws IOException {
        return new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-XX:TieredStopAtLevel=1", "-Xshare:auto",
                "-cp", System.getProperty("java.class.path"), Other.class.getName(), folder.toString()).redirectErrorStream(true).start();
    }

    private static String firstLine(Process process) throws IOException {
        return new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
    }

    @Test
    void isOpenedByOneOnly() throws Exception {
        try (Journal journal = open(folder)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> open(folder)).isInstanceOf(JournalException.class).hasMessageContaining("in use by another server")
                        .hasMessageContaining(folder.toString());
                assertThatThrownBy(() -> open(folder.resolve("..").resolve(folder.getFileName()))).isInstanceOf(JournalException.class);
            }
            // After those, the lock must still hold.
            Process third = start();
            try {
                assertThat(firstLine(third)).contains(folder.toString(), "in use by another server",
                        "process " + ProcessHandle.current().pid() + ";");
                assertThat(third.waitFor()).isZero();
            } finally {
                third.destroyForcibly();
            }
            assertThat(new Notes().append(journal, 1)).isTrue();
        }
        try (Journal again = open(folder)) {
            assertThat(again.wasClosed()).isTrue();
        }
        assertThat(Notes.read(folder)).containsExactly(1);
    }

    @Test
    void isFreeAgainWhenItsHolderWasKilled() throws Exception {
        Process holder = start();
        try {
            assertThat(firstLine(holder)).isEqualTo(OPENED);
            assertThatThrownBy(() -> open(folder)).isInstanceOf(JournalException.class)
                    .hasMessageContaining("process " + holder.pid() + ";");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        try (Journal again = open(folder)) {
            assertThat(again.wasClosed()).isFalse();
        }
        assertThat(Notes.read(folder)).containsExactly(5);
    }

    @Test
    void isFreeAgainAfterItCouldNotBeOpened() throws Exception {
        for (int i = 1; i <= 4; i++) {
            int at = i;
            var failing = new FaultyDisk().failing(number -> number == at);
            assertThatThrownBy(() -> open(folder, failing)).isInstanceOf(IOException.class)
                    .hasMessageContaining("operation " + at + " fails");
        }
        open(folder).close();
    }
}
