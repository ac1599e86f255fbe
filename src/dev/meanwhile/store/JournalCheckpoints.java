package dev.meanwhile.store;

import dev.meanwhile.journal.Journal;
import dev.meanwhile.journal.Record;
import dev.meanwhile.json.JsonScan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.function.Consumer;

/** The checkpoints of the store in a journal. They are on disk alone: few are ever read again. */
final class JournalCheckpoints implements CheckpointStore {

    private final Journal journal;
    private final JobTable jobs;
    private final Consumer<Record> append;

    /** Creates what appends by {@code append}, which waits until that is forced, or throws if it is refused. */
    JournalCheckpoints(Journal journal, JobTable jobs, Consumer<Record> append) {
        this.journal = journal;
        this.jobs = jobs;
        this.append = append;
    }

    @Override
    public void put(UUID job, int attempt, String state) {
        JobEntry entry = jobs.get(job);
        if (entry != null) {
            append.accept(jobs.checkpoints().save(entry, attempt, state));
        }
    }

    @Override
    public String get(UUID job) {
        while (true) {
            CheckpointTable.Place place = jobs.checkpoints().get(job);
            if (place == null) {
                return null;
            }
            try {
                JsonScan line = journal.read(place.position(), place.length());
                JobLineReader.id(line);
                return CheckpointLines.state(line);
            } catch (IOException gone) {
                // Copied to another place while it was read, perhaps.
                if (place.equals(jobs.checkpoints().get(job))) {
                    throw new UncheckedIOException("the checkpoint of job " + job + " can not be read: " + gone.getMessage(), gone);
                }
            }
        }
    }
}
