package dev.meanwhile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileLogTest extends JobLogTest {

    private final int most = most();
    private final Semaphore permits = new Semaphore(most);
    @TempDir
    private Path folder;

    /** Returns how many of the logs may keep a file open. */
    int most() {
        return 2;
    }

    @Override
    FileLog open(int limit) {
        return new FileLog(folder.resolve("new/log").toFile(), limit, permits);
    }

    @Override
    int amount(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private Path file(String suffix) {
        return folder.resolve("new/log" + suffix);
    }

    private void write(String suffix, String text) throws IOException {
        Files.createDirectories(folder.resolve("new"));
        Files.writeString(file(suffix), text);
    }

    @AfterEach
    void keepsNothingOpenOnceItHasEnded() {
        FileLog log = open(100);
        log.append("last");
        assertThat(permits.availablePermits()).isLessThanOrEqualTo(most);
        log.end();
    }

    @Test
    void givesItsPermitBackWhenItEnds() {
        FileLog log = open(100);
        log.append("one");
        assertThat(permits.availablePermits()).isEqualTo(Math.max(0, most - 1));
        for (int i = 0; i < 200; i++) {
            log.append("line " + i);
            assertThat(permits.availablePermits()).isBetween(most - 1, most);
        }
        log.end();
        log.append("late");
        assertThat(permits.availablePermits()).isEqualTo(most);
    }

    @Test
    void hasNoFileUntilTheFirstLineAndHasItThereAtOnce() throws IOException {
        FileLog log = open(100);
        assertThat(log.read(0).text()).isEmpty();
        assertThat(folder).isEmptyDirectory();
        log.append("línea");
        assertThat(Files.readString(file(".log"))).isEqualTo("línea\n");
        for (int i = 0; i < 100; i++) {
            log.append("line " + i);
            assertThat(Files.readString(file(i < 6 ? ".log" : ".tail"))).endsWith((i == 6 ? "ine " : "line ") + i + "\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 64, 100, 999})
    void goesOnAfterARestartAsIfThereHadBeenNone(int limit) {
        JobLog steady = new FileLog(folder.resolve("steady").toFile(), limit, permits);
        for (int i = 0; i < 200; i++) {
            String line = "línea " + i + "x".repeat(i * 31 % 67);
            steady.append(line);
            FileLog log = open(limit);
            log.append(line);
            log.end();
            assertThat(open(limit).read(0)).isEqualTo(steady.read(0));
            assertThat(open(limit).read(i * 20)).isEqualTo(steady.read(i * 20));
        }
        steady.end();
    }

    @Test
    void wakesAfterARestartWhoeverWaitsForMore() throws InterruptedException {
        FileLog log = open(100);
        log.append("one");
        log.end();
        FileLog again = open(100);
        long end = again.read(0).next();
        assertThat(open(100).await(0, SOON)).isTrue();
        again.append("two");
        assertThat(again.await(end, SOON)).isTrue();
        assertThat(again.read(end).text()).isEqualTo("two\n");
    }

    @Test
    void takesItsPlaceWithAnotherLimitAfterARestart() {
        int line = 0;
        long position = 0;
        for (int limit : new int[] {1000, 10, 5000, 100}) {
            FileLog log = open(limit);
            assertThat(log.read(position).next()).isGreaterThanOrEqualTo(position);
            for (int i = 0; i < 300; i++) {
                log.append("line " + line++);
            }
            assertThat(log.read(0).text()).startsWith("line 0\nline 1\n").containsOnlyOnce("left out").endsWith(line - 1 + "\n");
            position = log.read(0).next();
            log.end();
        }
    }

    @Test
    void cutsNoCharacterApart() throws IOException {
        for (int limit = 1; limit < 50; limit += 1 + limit / 8) {
            FileLog log = open(limit);
            for (int i = 0; i < 40; i++) {
                log.append("é\u6f22\ud83d\ude00".repeat(i % 5) + "x".repeat(i % 3));
                assertThat(log.read(0).text()).doesNotContain("\ufffd");
                assertThat(log.read(log.read(0).next()).text()).isEmpty();
                for (String suffix : HeadAndTail.SUFFIXES) {
                    assertIsUtf8(file(suffix));
                }
            }
            log.end();
            Files.deleteIfExists(file(".log"));
            Files.delete(file(".tail"));
        }
    }

    private static void assertIsUtf8(Path file) throws IOException {
        if (Files.exists(file)) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file)));
            } catch (CharacterCodingException cut) {
                throw new AssertionError(file + ": " + Files.readString(file, StandardCharsets.ISO_8859_1), cut);
            }
        }
    }

    @Test
    void staysBoundedAndMovesEachByteOnce() throws IOException {
        FileLog log = open(1000);
        Set<Object> tails = new HashSet<>();
        for (int i = 0; i < 3_000; i++) {
            log.append("123456789");
            long bytes = Files.size(file(".log")) + (Files.exists(file(".tail")) ? Files.size(file(".tail")) : 0);
            assertThat(bytes).isLessThanOrEqualTo(1520);
            assertThat(log.size()).isEqualTo(bytes);
            if (Files.exists(file(".tail"))) {
                tails.add(Files.readString(file(".tail")).lines().findFirst().orElseThrow());
            }
        }
        assertThat(tails.size()).isBetween(2, 30_000 / 500);
        log.append("x".repeat(1_000_000));
        assertThat(log.size()).isLessThanOrEqualTo(1020);
        log.end();
    }

    @Test
    void leavesOutLinesThatCanNotBeWritten() throws IOException {
        Path inTheWay = Files.createFile(folder.resolve("new"));
        FileLog log = open(100);
        log.append("one");
        log.append("dós");
        assertThat(log.read(0)).isEqualTo(new JobLog.Part("", 0));
        Files.delete(inTheWay);
        log.append("three");
        assertThat(log.read(0).text()).isEqualTo("\n[... 9 bytes left out ...]\nthree\n");
        log.append("four");
        assertThat(log.read(0).text()).endsWith("]\nthree\nfour\n");
        log.end();
    }

    @Test
    void saysAtItsEndWhatIsLeftOut() throws IOException {
        Path inTheWay = Files.createFile(folder.resolve("new"));
        FileLog log = open(100);
        log.append("one");
        Files.delete(inTheWay);
        log.end();
        assertThat(open(100).read(0).text()).isEqualTo("\n[... 4 bytes left out ...]\n");
    }

    @Test
    void leavesOutLinesWhileTheTailCanNotBeReplaced() throws IOException {
        FileLog log = open(200);
        log.append("head".repeat(24));
        String head = log.read(0).text();
        blockReplacing();
        log.append("lost");
        assertThat(log.read(0).text()).isEqualTo(head);
        unblockReplacing();
        log.append("tail");
        assertThat(log.read(0).text()).isEqualTo(head + "\n[... 5 bytes left out ...]\ntail\n");
        blockReplacing();
        for (int i = 0; i < 100; i++) {
            log.append("line " + i);
        }
        assertThat(log.read(0).text()).startsWith(head).contains("\nline 20\n").doesNotContain("line 30");
        unblockReplacing();
        log.append("last");
        assertThat(log.read(0).text()).startsWith(head)
                .containsPattern("\nline \\d+\n\n\\[\\.\\.\\. \\d+ bytes left out \\.\\.\\.]\nlast\n$");
        assertThat(open(200).read(0)).isEqualTo(log.read(0));
        log.end();
    }

    private void blockReplacing() throws IOException {
        Files.createDirectories(file(".tail.next/x"));
    }

    private void unblockReplacing() throws IOException {
        Files.delete(file(".tail.next/x"));
        Files.delete(file(".tail.next"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void goesOnWhenTheDiskHasRoomAgain() throws IOException {
        Files.createDirectories(folder.resolve("new"));
        Files.createSymbolicLink(file(".log"), Path.of("/dev/full"));
        FileLog log = open(100);
        log.append("one");
        assertThat(permits.availablePermits()).isEqualTo(most);
        assertThat(log.read(0)).isEqualTo(new JobLog.Part("", 0));
        Files.delete(file(".log"));
        log.append("two");
        assertThat(log.read(0).text()).isEqualTo("\n[... 4 bytes left out ...]\ntwo\n");
        log.end();
    }

    @Test
    void beginsALineAfterOneThatWasNotFinished() throws IOException {
        write(".log", "one\ntw");
        FileLog log = open(100);
        assertThat(log.read(0)).isEqualTo(new JobLog.Part("one\ntw", 6));
        log.append("three");
        log.append("four");
        assertThat(log.read(0).text()).isEqualTo("one\ntw\nthree\nfour\n");
        assertThat(log.read(6).text()).isEqualTo("\nthree\nfour\n");
        log.end();
        write(".log", "h".repeat(50));
        write(".tail", "50\nt");
        FileLog withTail = open(100);
        withTail.append("u");
        assertThat(withTail.read(0).text()).isEqualTo("h".repeat(50) + "t\nu\n");
        withTail.end();
    }

    @Test
    void readsALineThatEndsInPartOfACharacter() throws IOException {
        write(".log", "");
        Files.write(file(".log"), new byte[] {'a', (byte) 0xe6, (byte) 0xbc});
        FileLog log = open(100);
        log.append("b");
        assertThat(log.read(0).text()).isEqualTo("a\ufffd\nb\n");
        log.end();
    }

    @Test
    void ignoresATailThatACrashHasLeftHalfWritten() throws IOException {
        FileLog log = open(100);
        for (int i = 0; i < 50; i++) {
            log.append("line " + i);
        }
        log.end();
        JobLog.Part before = open(100).read(0);
        write(".tail.next", "12");
        assertThat(open(100).read(0)).isEqualTo(before);
        FileLog again = open(100);
        for (int i = 50; i < 100; i++) {
            again.append("line " + i);
        }
        assertThat(again.read(0).text()).startsWith("line 0\n").endsWith("line 98\nline 99\n");
        assertThat(file(".tail.next")).doesNotExist();
        again.end();
    }

    static Stream<String> damagedTails() {
        return Stream.of("", "\n", "x", "12", "50", "-5\nabc\n", "0\nabc\n", "49\nabc\n", "1".repeat(18), "1".repeat(19) + "\nabc\n",
                "9".repeat(400), "\0".repeat(4096), "50 \nabc\n", "abc\n50\nabc\n");
    }

    @ParameterizedTest
    @MethodSource("damagedTails")
    void losesNoMoreThanADamagedTail(String damaged) throws IOException {
        String head = "head".repeat(12) + "x\n";
        write(".log", head);
        write(".tail", damaged);
        FileLog log = open(100);
        JobLog.Part part = log.read(0);
        assertThat(part).isEqualTo(open(100).read(0));
        assertThat(part.text()).startsWith(head).doesNotContain("abc");
        assertThat(part.next()).isEqualTo(50 + damaged.length());
        for (int i = 0; i < 50; i++) {
            log.append("line " + i);
            assertThat(log.read(0).text()).startsWith(head).endsWith("line " + i + "\n");
            assertThat(log.read(part.next()).text()).startsWith(i < 7 ? "line 0\n" : "\n[... ");
        }
        assertThat(open(100).read(0)).isEqualTo(log.read(0));
        log.end();
    }

    @Test
    void takesUpATailThatCouldNotBeReadAtFirst() throws IOException {
        write(".log", "h".repeat(50));
        Files.createDirectory(file(".tail"));
        int length = (int) Files.size(file(".tail"));
        assumeTrue(length > 10, "a folder has a length that a file can have, too");
        FileLog log = open(3 * length);
        assertThat(log.read(0).text()).isEqualTo("h".repeat(50) + HeadAndTail.leftOut(length));
        log.append("lost");
        assertThat(log.read(0).text()).isEqualTo("h".repeat(50) + HeadAndTail.leftOut(length));
        Files.delete(file(".tail"));
        String tail = "t".repeat(length - 4) + "\n";
        write(".tail", "50\n" + tail);
        log.append("more");
        assertThat(log.read(0).text()).isEqualTo("h".repeat(50) + tail + HeadAndTail.leftOut(5) + "more\n");
        log.end();
    }

    @Test
    void readsTheTailWithoutItsHead() throws IOException {
        write(".tail", "1000\nabc\n");
        FileLog log = open(100);
        log.append("def");
        assertThat(log.read(0)).isEqualTo(new JobLog.Part("\n[... 1000 bytes left out ...]\nabc\ndef\n", 1008));
        assertThat(file(".log")).doesNotExist();
        log.end();
    }

    @Test
    void standsAnythingInTheWay() throws IOException {
        Files.createDirectories(file(".log/x"));
        Files.createDirectories(file(".tail/x"));
        FileLog log = open(100);
        for (int i = 0; i < 100; i++) {
            log.append("line " + i);
            assertThat(log.read(0).text()).doesNotContain("line");
        }
        log.end();
    }

    @Test
    void standsItsFilesBeingDeleted() throws IOException {
        FileLog log = open(100);
        for (int i = 0; i < 200; i++) {
            if (i % 50 == 20) {
                Files.deleteIfExists(file(".log"));
                Files.delete(file(".tail"));
                Files.delete(folder.resolve("new"));
                assertThat(log.read(0).text()).doesNotContain("line");
            }
            long before = log.read(0).next();
            log.append("line " + i);
            assertThat(log.read(0).next()).isGreaterThanOrEqualTo(before);
        }
        assertThat(log.read(0).text()).endsWith("line 199\n");
        log.end();
    }

    @Test
    void writesWhileInterrupted() throws InterruptedException {
        FileLog log = open(1000);
        for (Thread.Builder threads : new Thread.Builder[] {Thread.ofVirtual(), Thread.ofPlatform()}) {
            Thread appender = threads.start(() -> {
                for (int i = 0; i < 1000; i++) {
                    Thread.currentThread().interrupt();
                    log.append("line " + i);
                    assertThat(log.read(0).text()).endsWith("line " + i + "\n");
                    assertThat(Thread.interrupted()).isTrue();
                }
                log.append("all of them");
            });
            while (appender.isAlive()) {
                appender.interrupt();
            }
            appender.join();
            assertThat(log.read(0).text()).contains("line 998\nline 999\nall of them\n").containsOnlyOnce("left out");
        }
        assertThat(log.read(0).next()).isEqualTo(2 * (1000 * 6 + 2890 + 12));
        log.end();
    }
}
