package dev.meanwhile.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.journal.FaultyDisk.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of a journal when the disk fails, the process dies or the power goes, at any operation. */
class JournalFaultTest {

    private static final int NOTES = 24;
    private static final long SEGMENT = 500;
    /** A journal looks every 500 ms whether the disk works again: many wait for that together. */
    private static final int AT_ONCE = 64;

    @TempDir
    private Path folder;

    /** A run of the same few calls, which are always the same operations if nothing fails. */
    private record Run(Path folder, FaultyDisk disk, Notes notes) {

        static Run in(Path folder) {
            return new Run(mkdir(folder), new FaultyDisk(), new Notes());
        }

        Journal open(Fsync fsync) throws IOException {
            return Journal.open(folder, disk, fsync, SEGMENT, EventLog.NONE, (position, length, op, members) -> { });
        }

        /** Returns whether it could be opened. */
        boolean go(Fsync fsync, boolean patient) {
            try (Journal journal = open(fsync)) {
                for (int id = 0; id < NOTES; id++) {
                    switch (id % 6) {
                        case 1, 2 -> notes.post(journal, id);
                        case 3 -> insist(journal, id, Ack.WRITTEN, patient);
                        case 4 -> insist(journal, id, Ack.FORCED, patient);
                        default -> notes.append(journal, id);
                    }
                }
                return true;
            } catch (IOException unopened) {
                return false;
            }
        }

        private void insist(Journal journal, int id, Ack ack, boolean patient) {
            if (patient) {
                notes.insist(journal, id, ack);
            } else {
                notes.post(journal, id);
            }
        }
    }

    private static Path mkdir(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int operations() {
        var run = Run.in(folder.resolve("dry"));
        assertThat(run.go(Fsync.ALWAYS, true)).isTrue();
        assertThat(run.disk.operations()).isGreaterThan(50);
        return run.disk.operations();
    }

    /** Something to do for each operation at which something happens. */
    private interface At {
        void run(int operation) throws Exception;
    }

    private static void forEach(int operations, At action) throws Exception {
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 1; i <= operations; i++) {
                int at = i;
                all.add(threads.submit(() -> {
                    action.run(at);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    @Test
    void keepsWhatWasAcknowledgedIfItIsKilledAtAnyOperation() throws Exception {
        for (Fsync fsync : Fsync.values()) {
            var run = Run.in(folder.resolve("run" + fsync));
            var known = new ArrayList<Notes>();
            run.disk.before(number -> {
                run.disk.kill(folder.resolve("kill" + fsync + number));
                known.add(run.notes.copy());
            });
            assertThat(run.go(fsync, true)).isTrue();
            for (int i = 0; i < known.size(); i++) {
                known.get(i).check(folder.resolve("kill" + fsync + (i + 1)), true, fsync + ": killed before operation " + (i + 1));
            }
            run.notes.check(run.folder, true, "at the end");
            assertThat(Notes.read(run.folder)).hasSize(NOTES);
        }
    }

    @Test
    void keepsWhatWasForcedIfThePowerFailsAtAnyOperation() throws Exception {
        for (int seed = 0; seed < 3; seed++) {
            Path here = folder.resolve("seed" + seed);
            var random = new Random(seed);
            var run = Run.in(here.resolve("run"));
            var known = new ArrayList<Notes>();
            run.disk.before(number -> {
                run.disk.crash(here.resolve("crash" + number), random);
                known.add(run.notes.copy());
            });
            assertThat(run.go(Fsync.ALWAYS, true)).isTrue();
            for (int i = 0; i < known.size(); i++) {
                known.get(i).check(here.resolve("crash" + (i + 1)), false, "seed " + seed + ", power failed before operation " + (i + 1));
            }
        }
    }

    @Test
    void opensAfterAPowerFailureWhateverFsyncIs() throws Exception {
        for (Fsync fsync : List.of(Fsync.INTERVAL, Fsync.NEVER)) {
            Path here = folder.resolve(fsync.toString());
            var random = new Random(1);
            var run = Run.in(here.resolve("run"));
            run.disk.before(number -> run.disk.crash(here.resolve("crash" + number), random));
            assertThat(run.go(fsync, true)).isTrue();
            for (int i = 1; i <= run.disk.operations(); i++) {
                new Notes().check(here.resolve("crash" + i), false, fsync + ", power failed before operation " + i);
            }
        }
    }

    /** Runs with a disk that fails so from an operation on, for a while; looks at what a crash at some moments then leaves. */
    private void survives(String name, int operations, int lasting, boolean losing) throws Exception {
        forEach(operations, at -> {
            Path here = folder.resolve(name + at);
            var random = new Random(at);
            var run = Run.in(here.resolve("run"));
            if (losing) {
                run.disk.losing();
            }
            run.disk.failing(number -> number >= at && number < at + lasting);
            var crashes = random.ints(4, 1, 16).map(i -> at + i).distinct().boxed().toList();
            var known = new ConcurrentLinkedQueue<Object[]>();
            run.disk.before(number -> {
                if (crashes.contains(number)) {
                    run.disk.kill(here.resolve("kill" + number));
                    run.disk.crash(here.resolve("crash" + number), random);
                    known.add(new Object[] {number, run.notes.copy()});
                }
            });
            String when = name + " at operation " + at;
            boolean opened = run.go(Fsync.ALWAYS, true);
            run.notes.check(run.folder, opened, when);
            for (Object[] one : known) {
                // What was cut off after a failure, having been written but not forced, waits in memory to be written again.
                ((Notes) one[1]).check(here.resolve("kill" + one[0]), false, when + ", killed before operation " + one[0]);
                ((Notes) one[1]).check(here.resolve("crash" + one[0]), false, when + ", power failed before operation " + one[0]);
            }
        });
    }

    @Test
    void survivesAFailureOfAnyOperation() throws Exception {
        survives("once", operations(), 1, false);
    }

    @Test
    void survivesAForceThatLosesWhatItShouldForce() throws Exception {
        survives("lost", operations(), 1, true);
    }

    @Test
    void survivesADiskThatFailsForAWhile() throws Exception {
        survives("while", operations(), 3, true);
    }

    @Test
    void closesAndKeepsWhatWasForcedOnADiskThatFailsForEver() throws Exception {
        forEach(operations(), at -> {
            var run = Run.in(folder.resolve("ever" + at));
            run.disk.failing(number -> number >= at);
            run.go(Fsync.ALWAYS, false);
            List<Integer> found = Notes.read(run.folder);
            assertThat(found).as("fails from %s on", at).containsAll(run.notes.forced).isSorted().doesNotHaveDuplicates();
        });
    }

    @Test
    void writesOnABytewiseDisk() throws Exception {
        var run = Run.in(folder);
        run.disk.shortWrites();
        assertThat(run.go(Fsync.ALWAYS, true)).isTrue();
        assertThat(Notes.read(folder)).isEqualTo(IntStream.range(0, NOTES).boxed().toList());
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsNewWhileTheDiskIsFullAndWritesTheRestWhenItHasRoomAgain(Fsync fsync) throws Exception {
        var run = Run.in(folder.resolve("run"));
        run.disk.capacity(2_000);
        try (Journal journal = run.open(fsync)) {
            int id = 0;
            while (run.notes.append(journal, id)) {
                id++;
            }
            assertThat(id).isBetween(5, 25);
            assertThat(journal.failure()).contains("No space left on device").contains(run.folder.toString());
            await(() -> run.disk.operations(), run.disk.operations() + 4);
            run.disk.kill(folder.resolve("killed"));
            run.notes.check(folder.resolve("killed"), true, "while it is full");
            for (int i = 0; i < 50; i++) {
                assertThat(run.notes.append(journal, ++id)).isFalse();
                run.notes.post(journal, ++id);
            }
            assertThat(run.notes.written).isEmpty();
            run.disk.capacity(Long.MAX_VALUE);
            run.notes.insist(journal, ++id, Ack.FORCED);
            assertThat(run.notes.written).hasSize(50);
            assertThat(journal.failure()).isNull();
            assertThat(run.notes.append(journal, ++id)).isTrue();
        }
        run.notes.check(run.folder, true, "at the end");
    }

    /** Waits until something has grown to {@code wanted}. */
    private static void await(IntSupplier grows, int wanted) {
        for (int i = 0; grows.getAsInt() < wanted; i++) {
            assertThat(i).isLessThan(2_000);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void isUsedByManyThreadsOnADiskThatFailsNowAndThen() throws Exception {
        forEach(8, seed -> {
            Path here = folder.resolve("seed" + seed);
            var run = Run.in(here.resolve("run"));
            var random = new Random(seed);
            run.disk.failing(number -> number > 10 && random.nextInt(60) == 0);
            var crashed = new AtomicBoolean();
            var known = new ConcurrentLinkedQueue<Notes>();
            run.disk.before(number -> {
                if (number == 60 + seed && crashed.compareAndSet(false, true)) {
                    run.disk.crash(here.resolve("crash"), random);
                    known.add(run.notes.copy());
                }
            });
            boolean clean;
            try (Journal journal = run.open(Fsync.ALWAYS); var threads = Executors.newFixedThreadPool(4)) {
                List<Future<?>> all = new ArrayList<>();
                for (int t = 0; t < 4; t++) {
                    int from = 1000 * t;
                    all.add(threads.submit(() -> {
                        for (int id = from; id < from + 60; id++) {
                            switch (id % 5) {
                                case 0 -> run.notes.post(journal, id);
                                case 1 -> run.notes.insist(journal, id, Ack.WRITTEN);
                                case 2 -> run.notes.insist(journal, id, Ack.FORCED);
                                default -> run.notes.append(journal, id);
                            }
                        }
                        return null;
                    }));
                }
                for (Future<?> one : all) {
                    one.get();
                }
                run.notes.insist(journal, 9000, Ack.FORCED);
                clean = journal.failure() == null;
            }
            run.notes.check(run.folder, clean, "seed " + seed);
            for (Notes one : known) {
                one.check(here.resolve("crash"), false, "seed " + seed + ", power failed");
            }
        });
    }

    @Test
    void refusesEverythingAfterItWasClosed() throws Exception {
        var run = Run.in(folder);
        Journal journal = run.open(Fsync.ALWAYS);
        journal.close();
        assertThat(run.notes.append(journal, 1)).isFalse();
        assertThatThrownBy(() -> run.notes.insist(journal, 2, Ack.WRITTEN)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        journal.close();
        assertThat(Notes.read(folder)).isEmpty();
    }

    @Test
    void goesOnDroppingSegmentsAfterAFailureOfAnyOperationOfIt() throws Exception {
        var dry = dropping("dry", Fault.NONE);
        int first = dry[0];
        forEach(dry[1] - first, i -> {
            Path here = folder.resolve("drop" + i);
            dropping("drop" + i, number -> number == first + i);
            assertThat(Files.exists(here.resolve("00000001.jsonl"))).isFalse();
            assertThat(Notes.read(here)).contains(0, 1, 2);
        });
    }

    /** Fills some segments, and drops the oldest two, copying the notes 0 to 2; returns the operations before and after. */
    private int[] dropping(String name, Fault fault) throws IOException {
        var run = Run.in(folder.resolve(name));
        try (Journal journal = run.open(Fsync.ALWAYS)) {
            for (int id = 0; id < 20; id++) {
                run.notes.append(journal, id);
            }
            int before = run.disk.operations();
            run.disk.failing(fault);
            int dropped = 0;
            for (int attempt = 0; attempt < 5 && dropped < 2; attempt++) {
                try {
                    assertThat(journal.dropOldest((position, length, op, members) -> {
                        members.name();
                        int id = (int) members.number();
                        if (id < 3) {
                            run.notes.post(journal, id);
                        }
                    })).isTrue();
                    dropped++;
                } catch (IOException failed) {
                    assertThat(failed).as(name).hasMessageContaining("fail");
                }
            }
            assertThat(dropped).as("%s: dropped", name).isEqualTo(2);
            return new int[] {before, run.disk.operations()};
        }
    }
}
