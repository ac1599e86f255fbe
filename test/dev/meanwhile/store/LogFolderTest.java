package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LogFolderTest {

    private static final UUID ID = UUID.fromString("019a2f4e-0000-7000-8000-b81f3a90e57c");
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path data;
    private final Set<UUID> unfinished = ConcurrentHashMap.newKeySet();
    private LogFolder logs;

    LogFolderTest() {
        unfinished.add(ID);
    }

    private LogFolder open() {
        logs = new LogFolder(data.resolve("logs"), 100, unfinished::contains);
        return logs;
    }

    private LogFolder reopen() {
        logs.close();
        return open();
    }

    /** As the store does. */
    private void finish(UUID id) {
        unfinished.remove(id);
        logs.end(id);
    }

    @AfterEach
    void closesAllFiles() throws IOException {
        logs.close();
        assertThat(openFiles()).isEmpty();
    }

    /** Returns the files of the folder that this process has open; none where the system does not tell. */
    private List<String> openFiles() throws IOException {
        Path links = Path.of("/proc/self/fd");
        var open = new ArrayList<String>();
        if (Files.isDirectory(links)) {
            for (Path link : files(links)) {
                try {
                    open.add(Files.readSymbolicLink(link).toString());
                } catch (IOException closedMeanwhile) {
                    // The one that this listing needed, for instance.
                }
            }
        }
        String folder = data.toRealPath().toString();
        open.removeIf(file -> !file.startsWith(folder));
        return open;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private Set<String> allFiles() throws IOException {
        var names = new HashSet<String>();
        for (Path shelf : Files.exists(data.resolve("logs")) ? files(data.resolve("logs")) : List.<Path>of()) {
            files(shelf).forEach(file -> names.add(shelf.getFileName() + "/" + file.getFileName()));
        }
        return names;
    }

    private static void flood(JobLog log) {
        for (int i = 0; i < 100; i++) {
            log.append("line " + i);
        }
    }

    @Test
    void filesALogUnderTheEndOfItsJobsId() throws IOException {
        JobLog log = open().of(ID);
        assertThat(log.read(0).text()).isEmpty();
        assertThat(logs.size(ID)).isZero();
        assertThat(data).isEmptyDirectory();
        log.append("one");
        assertThat(allFiles()).containsExactly("7c/" + ID + ".log");
        assertThat(logs.size(ID)).isEqualTo(4);
        flood(log);
        assertThat(allFiles()).containsExactlyInAnyOrder("7c/" + ID + ".log", "7c/" + ID + ".tail");
        assertThat(logs.size(ID)).isEqualTo(log.size()).isBetween(100L, 160L);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void isForThisUserAlone() throws IOException {
        open().of(ID).append("one");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("logs")))).isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("logs/7c")))).isEqualTo("rwx------");
    }

    @Test
    void hasOneLogForAllWhoAskAboutAnUnfinishedJob() throws Exception {
        JobLog log = open().of(ID);
        CompletableFuture<Boolean> more = JobLogTest.waiting(log, 0);
        logs.of(ID).append("one");
        assertThat(more.get(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Boolean> noMore = JobLogTest.waiting(log, 4);
        finish(ID);
        assertThat(noMore.get(30, TimeUnit.SECONDS)).isFalse();
        log.append("late");
        assertThat(log.read(0).text()).isEqualTo("one\n");
    }

    @Test
    void hasAnEndedLogForAJobThatHasFinishedOrIsUnknown() throws InterruptedException {
        open().of(ID).append("one");
        finish(ID);
        JobLog ended = logs.of(ID);
        ended.append("late");
        assertThat(ended.await(4, SOON)).isFalse();
        assertThat(ended.read(0)).isEqualTo(new JobLog.Part("one\n", 4));
        JobLog unknown = logs.of(new UUID(0, 0));
        assertThat(unknown.await(0, SOON)).isFalse();
        assertThat(unknown.read(0).text()).isEmpty();
    }

    @Test
    void goesOnWithTheLogOfAJobThatRunsAgain() {
        open().of(ID).append("one");
        finish(ID);
        unfinished.add(ID);
        logs.of(ID).append("two");
        assertThat(logs.of(ID).read(0).text()).isEqualTo("one\ntwo\n");
    }

    @Test
    void removesALogForGood() throws IOException {
        JobLog before = open().of(ID);
        flood(before);
        Files.writeString(data.resolve("logs/7c/" + ID + ".tail.next"), "half written");
        finish(ID);
        JobLog after = logs.of(ID);
        logs.remove(ID);
        before.append("late");
        after.append("late");
        logs.of(ID).append("late");
        assertThat(allFiles()).isEmpty();
        assertThat(logs.size(ID)).isZero();
        assertThat(before.read(0).text()).doesNotContain("line");
        assertThat(after.read(0).text()).isEmpty();
        logs.remove(new UUID(0, 0));
    }

    @Test
    void removesALogThatIsAboutToEnd() throws IOException {
        JobLog log = open().of(ID);
        flood(log);
        unfinished.remove(ID);
        logs.remove(ID);
        flood(log);
        assertThat(allFiles()).isEmpty();
    }

    @Test
    void goesOnAfterARestart() {
        open();
        for (int i = 0; i < 100; i++) {
            logs.of(ID).append("line " + i);
            JobLog.Part before = logs.of(ID).read(0);
            assertThat(reopen().of(ID).read(0)).isEqualTo(before);
        }
        assertThat(logs.of(ID).read(0).text()).startsWith("line 0\n").contains("[... 690 bytes left out ...]").endsWith("line 99\n");
    }

    @Test
    void endsEveryLogWhenClosed() throws InterruptedException {
        JobLog log = open().of(ID);
        log.append("one");
        logs.close();
        log.append("late");
        assertThat(log.await(4, SOON)).isFalse();
        JobLog later = logs.of(ID);
        later.append("later");
        assertThat(later.await(4, SOON)).isFalse();
        assertThat(later.read(0).text()).isEqualTo("one\n");
    }

    @Test
    void retainsOnlyTheLogsOfKnownJobs() throws IOException {
        open().of(ID).append("one");
        UUID unknown = new UUID(1, 0x7c);
        unfinished.add(unknown);
        flood(logs.of(unknown));
        flood(logs.of(ID));
        JobLog.Part before = logs.of(ID).read(0);
        Path shelf = data.resolve("logs/7c");
        Files.writeString(shelf.resolve(ID + ".tail.next"), "half written");
        Files.createFile(shelf.resolve(unknown + ".tail.next"));
        Files.createFile(shelf.resolve(unknown + ".txt"));
        Files.createFile(shelf.resolve("1-1-1-1-1.log"));
        Files.createDirectories(shelf.resolve(new UUID(2, 2) + ".log/x"));
        Files.createFile(data.resolve("logs/README"));
        reopen().retain(ID::equals);
        assertThat(allFilesOf(shelf)).containsExactlyInAnyOrder(ID + ".log", ID + ".tail", unknown + ".txt", "1-1-1-1-1.log",
                new UUID(2, 2) + ".log");
        assertThat(data.resolve("logs/README")).exists();
        assertThat(logs.of(ID).read(0)).isEqualTo(before);
        assertThat(logs.of(unknown).read(0).text()).isEmpty();
    }

    private static Set<String> allFilesOf(Path folder) throws IOException {
        var names = new HashSet<String>();
        files(folder).forEach(file -> names.add(file.getFileName().toString()));
        return names;
    }

    @Test
    void retainsNothingWhereNothingIs() {
        open().retain(id -> false);
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void keepsFewFilesOpenWhateverTheNumberOfLogs() throws IOException {
        open();
        List<UUID> ids = IntStream.range(0, 10_000).mapToObj(i -> new UUID(7, i)).toList();
        unfinished.addAll(ids);
        for (String line : List.of("one", "two")) {
            ids.forEach(id -> logs.of(id).append(line));
            assertThat(openFiles()).hasSizeLessThanOrEqualTo(LogFolder.MAX_OPEN);
        }
        assertThat(ids).allSatisfy(id -> assertThat(logs.of(id).read(0).text()).isEqualTo("one\ntwo\n"));
        assertThat(allFiles()).hasSize(10_000);
        ids.subList(0, 9_999).forEach(this::finish);
        assertThat(openFiles()).hasSizeLessThanOrEqualTo(1);
        logs.of(ID).append("room again");
        assertThat(openFiles()).hasSizeBetween(Files.isDirectory(Path.of("/proc/self/fd")) ? 1 : 0, 2);
        reopen().retain(id -> false);
        assertThat(allFiles()).isEmpty();
    }

    @Test
    void leavesNothingBehindWhoeverComesLate() throws Exception {
        open();
        var handedOut = new ConcurrentLinkedQueue<JobLog>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 1_000; round++) {
                var id = new UUID(9, round);
                unfinished.add(id);
                List<Future<?>> late = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    late.add(threads.submit(() -> {
                        for (int line = 0; line < 5; line++) {
                            JobLog log = logs.of(id);
                            log.append("x".repeat(40));
                            handedOut.add(log);
                        }
                    }));
                }
                finish(id);
                logs.remove(id);
                for (Future<?> one : late) {
                    one.get();
                }
            }
        }
        assertThat(openFiles()).isEmpty();
        assertThat(allFiles()).isEmpty();
        for (JobLog log : handedOut) {
            assertThat(log.await(Long.MAX_VALUE, SOON)).isFalse();
        }
    }

    @Test
    void leavesNothingOpenWhenClosedWhileInUse() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 200; round++) {
                LogFolder folder = open();
                List<Future<?>> users = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    var id = new UUID(round, i);
                    unfinished.add(id);
                    users.add(threads.submit(() -> {
                        for (int line = 0; line < 5; line++) {
                            folder.of(id).append("x");
                        }
                    }));
                }
                folder.close();
                for (Future<?> user : users) {
                    user.get();
                }
                assertThat(openFiles()).isEmpty();
            }
        }
    }

    @Test
    void keepsEveryLineOfManyThreadsInOneLog() throws Exception {
        logs = new LogFolder(data.resolve("logs"), 1 << 20, unfinished::contains);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                String name = "thread " + i + " line ";
                threads.execute(() -> {
                    var random = new Random();
                    for (int line = 0; line < 500; line++) {
                        if (random.nextBoolean()) {
                            Thread.currentThread().interrupt();
                        }
                        logs.of(ID).append(name + line);
                    }
                });
            }
        }
        List<String> lines = logs.of(ID).read(0).text().lines().toList();
        assertThat(lines).hasSize(4_000);
        for (int i = 0; i < 8; i++) {
            String name = "thread " + i + " line ";
            assertThat(lines.stream().filter(line -> line.startsWith(name)))
                    .containsExactlyElementsOf(IntStream.range(0, 500).mapToObj(line -> name + line).toList());
        }
    }

    @Test
    void hasEveryLineAfterTheProcessWasKilled() throws Exception {
        open();
        Process child = child("exec \"$@\"", "endless");
        try (var said = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            // The child says what it has appended: of what it said, nothing may be missing.
            String last = "";
            for (int i = 0; i < 3_000; i++) {
                last = said.readLine();
            }
            // By its handle, which does not close the streams.
            child.toHandle().destroyForcibly();
            for (String line = said.readLine(); line != null && line.length() == last.length(); line = said.readLine()) {
                last = line;
            }
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            String text = logs.of(ID).read(0).text();
            assertThat(text).startsWith("100000\n100001\n").contains("left out", "\n" + last + "\n");
            logs.of(ID).append("again");
            assertThat(logs.of(ID).read(0).text()).endsWith("\nagain\n").doesNotContain("again\n\n");
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void cutsOffTheFirstPartOfALineThatDidNotFit() throws Exception {
        open();
        // No file of the child may have more than 8 blocks: what goes beyond is written in part, like on a disk that gets full.
        Process child = child("ulimit -f 8; exec \"$@\"", "full");
        try {
            String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            List<String> kept = said.lines().toList();
            assertThat(kept).hasSizeBetween(30, 90).allMatch(line -> line.length() == 100);
            Path file = data.resolve("logs/7c/" + ID + ".log");
            assertThat(Files.readString(file)).isEqualTo(said);
            assertThat(Files.size(file) % 512).isNotZero();
        } finally {
            child.destroyForcibly();
        }
    }

    /** Starts {@link #main} with the folder of logs and {@code what} as its arguments, by a script that has the command as "$@". */
    private Process child(String script, String what) throws IOException {
        return new ProcessBuilder("sh", "-c", script, "sh", ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-ea", "-cp", System.getProperty("java.class.path"),
                LogFolderTest.class.getName(), data.resolve("logs").toString(), what).redirectErrorStream(true).start();
    }

    /** The process that is killed, or whose disk is full. */
    public static void main(String... arguments) {
        Path folder = Path.of(arguments[0]);
        if (arguments[1].equals("endless")) {
            JobLog log = new LogFolder(folder, 1_000, id -> true).of(ID);
            for (int line = 100_000; line < 1_000_000; line++) {
                log.append("" + line);
                System.out.println(line);
            }
        } else {
            JobLog log = new LogFolder(folder, 1_000_000, id -> true).of(ID);
            for (int i = 0; i < 100; i++) {
                log.append("x".repeat(100));
            }
            System.out.print(log.read(0).text());
        }
    }
}
