package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.journal.Journal;
import dev.meanwhile.json.JsonScan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads single jobs and answers from the journal. Safe for use by any thread. */
final class JobReader {

    private final Journal journal;
    private final JobTable jobs;
    /** The batch that was read last. Written by any thread. */
    private volatile SoftReference<Batch> last = new SoftReference<>(null);

    /** The jobs of the line at a position, as they were accepted. */
    private record Batch(long position, Map<UUID, Job> jobs) { }

    JobReader(Journal journal, JobTable jobs) {
        this.journal = journal;
        this.jobs = jobs;
    }

    /** Returns a job as it was last recorded, from memory if it is there; null if it has been forgotten. */
    Job job(JobEntry entry) {
        Job job = entry.job();
        return job != null ? job : read(entry);
    }

    private Job read(JobEntry entry) {
        while (true) {
            JobEntry.Place place = entry.place();
            try {
                if (jobs.get(entry.id) != entry) {
                    return null;
                }
                var lines = new JobLineReader();
                Job job = place.baseShare() < place.baseLength() ? ofBatch(place, lines).get(entry.id)
                        : lines.added(journal.read(place.base(), place.baseLength())).job();
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

    /** Returns the jobs of a batch that are together in one line; kept, because who asks for one asks for the next. */
    private Map<UUID, Job> ofBatch(JobEntry.Place place, JobLineReader lines) throws IOException {
        Batch kept = last.get();
        if (kept == null || kept.position != place.base()) {
            var jobs = new HashMap<UUID, Job>();
            lines.added(journal.read(place.base(), place.baseLength())).jobs().forEach(job -> jobs.put(job.id(), job));
            kept = new Batch(place.base(), jobs);
            last = new SoftReference<>(kept);
        }
        return kept.jobs;
    }

    /** Returns an answer as it was given. */
    Answer read(KeptAnswer kept) {
        while (true) {
            KeptAnswer.Place place = kept.place();
            try {
                JobLineReader.Added added = new JobLineReader().added(journal.read(place.position(), place.length()));
                List<Job> asked = added.jobs();
                return new Answer(added.keyed().key(), added.made(),
                        added.made() ? asked.stream().map(job -> job.with(JobLines.accepted(job))).toList() : asked);
            } catch (IOException gone) {
                if (place.equals(kept.place())) {
                    throw new UncheckedIOException("an answer can not be read: " + gone.getMessage(), gone);
                }
            }
        }
    }
}
