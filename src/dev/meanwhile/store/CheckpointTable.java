package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.journal.Record;
import dev.meanwhile.json.JsonScan;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Where in the journal the last checkpoint of each job is, as long as it is of use. Safe for use by any thread.
 *
 * <p>What a job has become by the time a line is composed decides whether it is written. So no checkpoint comes after the line
 * with which its job finishes or begins anew, and whoever reads the journal need not know which attempt it was of.
 */
final class CheckpointTable {

    /** Where a line is. */
    record Place(long position, int length) { }

    private final long maxBytes;
    /** Hears by how much the bytes have changed that are needed on disk. */
    private final LongConsumer liveBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final ConcurrentMap<UUID, Place> places = new ConcurrentHashMap<>();
    /** Of each job the last one that is composed for the journal and not recorded yet. The writer's own. */
    private final Map<UUID, Save> composed = new HashMap<>();

    CheckpointTable(long maxBytes, LongConsumer liveBytes) {
        this.maxBytes = maxBytes;
        this.liveBytes = liveBytes;
    }

    static RefusedException tooMany(long maxBytes) {
        return new RefusedException(RefusedException.Reason.NOT_RECORDED,
                "the checkpoints of all jobs take " + maxBytes + " bytes, as many as they may (maxBytes)");
    }

    /** Returns where the checkpoint of a job is, or null if there is none. */
    Place get(UUID job) {
        return places.get(job);
    }

    /**
     * Returns what records how far a job has come.
     *
     * @throws RefusedException if there is no room for it; there may be a little less than none if many come at once
     */
    Record save(JobEntry entry, int attempt, String state) {
        byte[] members = CheckpointLines.write(entry.id, state);
        Place before = places.get(entry.id);
        if (bytes.get() + members.length - (before == null ? 0 : before.length) > maxBytes) {
            throw tooMany(maxBytes);
        }
        return new Save(entry, attempt, members);
    }

    /** Takes a line of the journal that is read at the start; the job's first line may come later, if that is a copy. */
    void replay(UUID job, long position, int length) {
        put(job, new Place(position, length));
    }

    /** Forgets the checkpoints of other jobs, when all lines have been read. */
    void retain(Predicate<UUID> jobs) {
        places.keySet().forEach(id -> {
            if (!jobs.test(id)) {
                drop(id);
            }
        });
    }

    /** Forgets the checkpoint of a job, once that is what it has become, if it is of no more use. */
    void became(Job job) {
        if (!places.isEmpty() && !CheckpointStore.isKeptFor(job)) {
            drop(job.id());
        }
    }

    /** Returns what records the line at that position, after its {@code op}, anew; null if it does not count any more. */
    Record copy(long position, JsonScan line, JobTable jobs) {
        UUID id = JobLineReader.id(line);
        Place place = places.get(id);
        JobEntry entry = jobs.get(id);
        return place == null || place.position != position || entry == null ? null
                : new Copy(entry, place, CheckpointLines.write(id, CheckpointLines.state(line)));
    }

    private void put(UUID id, Place place) {
        Place before = places.put(id, place);
        count(place.length - (before == null ? 0 : before.length));
    }

    /** Notes that a line is elsewhere now, if it still counts. */
    private void move(UUID id, Place from, Place to) {
        if (places.replace(id, from, to)) {
            count(to.length - from.length);
        }
    }

    private void drop(UUID id) {
        Place place = places.remove(id);
        if (place != null) {
            count(-place.length);
        }
    }

    private void count(int change) {
        bytes.addAndGet(change);
        liveBytes.accept(change);
    }

    private final class Save implements Record {

        private final JobEntry entry;
        private final int attempt;
        private final byte[] members;
        private Place place;

        Save(JobEntry entry, int attempt, byte[] members) {
            this.entry = entry;
            this.attempt = attempt;
            this.members = members;
        }

        @Override
        public byte[] members() {
            Job now = entry.composed();
            if (now == null || now.state() != JobState.RUNNING || now.status().attempt() != attempt) {
                return null;
            }
            composed.put(entry.id, this);
            return members;
        }

        @Override
        public void refused() {
            composed.remove(entry.id, this);
        }

        @Override
        public void recorded(long position, int length) {
            composed.remove(entry.id, this);
            if (length == 0) {
                return;
            }
            Place before = place;
            place = new Place(position, length);
            if (before == null) {
                put(entry.id, place);
            } else {
                // Written again after the disk had failed; by now the job may have finished, or said more.
                move(entry.id, before, place);
            }
        }
    }

    /** A checkpoint, if it still counts when the copy's turn has come. */
    private final class Copy implements Record {

        private final JobEntry entry;
        private final byte[] members;
        private Place from;

        Copy(JobEntry entry, Place from, byte[] members) {
            this.entry = entry;
            this.from = from;
            this.members = members;
        }

        @Override
        public byte[] members() {
            Job now = entry.composed();
            boolean counts = now != null && CheckpointStore.isKeptFor(now) && !composed.containsKey(entry.id)
                    && from.equals(places.get(entry.id));
            return counts ? members : null;
        }

        @Override
        public void recorded(long position, int length) {
            if (length > 0) {
                var to = new Place(position, length);
                move(entry.id, from, to);
                from = to;
            }
        }
    }
}
