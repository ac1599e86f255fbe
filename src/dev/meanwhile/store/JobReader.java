package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.journal.Journal;
import dev.meanwhile.json.JsonScan;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads single jobs and answers from the journal. Safe for use by any thread. */
final class JobReader {

    private final Journal journal;
    private final JobTable jobs;

    JobReader(Journal journal, JobTable jobs) {
        this.journal = journal;
        this.jobs = jobs;
    }

    /** Returns a job as it was last recorded, or null if it has been forgotten. */
    Job read(JobEntry entry) {
        while (true) {
            JobEntry.Place place = entry.place();
            try {
                if (jobs.get(entry.id) != entry) {
                    return null;
                }
                var lines = new JobLineReader();
                Job job = lines.added(journal.read(place.base(), place.baseLength())).job();
                if (place.last() < 0) {
                    return job;
                }
                JsonScan moved = journal.read(place.last(), place.lastLength());
                JobLineReader.id(moved);
                return job.with(lines.moved(moved));
            } catch (IOException gone) {
                // Copied to another place while it was read, perhaps.
                if (place.equals(entry.place())) {
                    throw new UncheckedIOException("job " + entry.id + " can not be read: " + gone.getMessage(), gone);
                }
            }
        }
    }

    /** Returns an answer as it was given. */
    Answer read(KeptAnswer kept) {
        while (true) {
            KeptAnswer.Place place = kept.place();
            try {
                JobLineReader.Added added = new JobLineReader().added(journal.read(place.position(), place.length()));
                Job job = added.made() ? added.job().with(JobLines.accepted(added.job())) : added.job();
                return new Answer(added.keyed().key(), added.made(), job);
            } catch (IOException gone) {
                if (place.equals(kept.place())) {
                    throw new UncheckedIOException("an answer can not be read: " + gone.getMessage(), gone);
                }
            }
        }
    }
}
