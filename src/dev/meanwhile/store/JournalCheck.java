package dev.meanwhile.store;

import dev.meanwhile.job.JobState;
import dev.meanwhile.journal.Examination;
import dev.meanwhile.journal.IdleJournal;
import dev.meanwhile.journal.JournalException;
import dev.meanwhile.journal.PrivateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is in the journal of a data folder that no server uses.
 *
 * @param folder where it is
 * @param found  what was found
 * @param losses what is lost with what is damaged or missing
 * @param kept   the segments that were replaced in a repair
 * @param left   what there is now: what was found, or, after a repair, what came of that
 * @param jobs   how many jobs there are now in each state
 * @param keys   how many requests with an Idempotency-Key are remembered
 * @param traces how many jobs are mentioned that are forgotten
 */
public record JournalCheck(Path folder, Examination found, List<Loss> losses, List<Path> kept, Examination left,
                           Map<JobState, Long> jobs, int keys, long traces) {

    /**
     * Examines the journal in a data folder, and changes nothing.
     *
     * @throws IOException if there is none, a server uses it, or it can not be read; the message says so
     */
    public static JournalCheck examine(Path data) throws IOException {
        return of(data, false);
    }

    /**
     * Examines the journal in a data folder, and sets aside what is damaged.
     *
     * @throws IOException if there is none, a server uses it, or it can not be read or written; the message says so
     */
    public static JournalCheck repair(Path data) throws IOException {
        return of(data, true);
    }

    private static JournalCheck of(Path data, boolean repair) throws IOException {
        Path folder = JournalStore.folder(data);
        try (var journal = repair ? IdleJournal.toRepair(folder) : IdleJournal.toExamine(folder)) {
            var survey = new Survey();
            Examination found = journal.examine(survey.replay());
            if (found.segments().isEmpty()) {
                throw new NoSuchFileException(folder.toString());
            }
            List<Loss> losses = survey.losses(found);
            if (!repair || found.isSound()) {
                return new JournalCheck(folder, found, losses, List.of(), found, survey);
            }
            List<Path> kept = journal.repair(found);
            var surveyed = new Survey();
            return new JournalCheck(folder, found, losses, kept, journal.examine(surveyed.replay()), surveyed);
        } catch (NoSuchFileException missing) {
            throw new IOException(Files.exists(data) ? "there is no journal in " + data : "there is no folder " + data, missing);
        } catch (JournalException telling) {
            throw telling;
        } catch (IOException broken) {
            throw PrivateFolder.unusable(data, broken);
        }
    }

    private JournalCheck(Path folder, Examination found, List<Loss> losses, List<Path> kept, Examination left, Survey survey) {
        this(folder, found, losses, kept, left, survey.states(), survey.keys(Instant.now()), survey.traces(left));
    }

    /** Returns whether a server can start on it now. */
    public boolean isSound() {
        return left.isSound();
    }
}
