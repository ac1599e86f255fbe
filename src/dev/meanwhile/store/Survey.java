package dev.meanwhile.store;

import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.journal.Damage;
import dev.meanwhile.journal.Examination;
import dev.meanwhile.journal.Replay;
import dev.meanwhile.json.JsonScan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The jobs of a journal, as a server would know them, and what is lost with what is damaged. For use by one thread. */
final class Survey implements JobReplay.Strays {

    private final JobTable jobs = new JobTable(Long.MAX_VALUE);
    /** The jobs whose beginning was not there, and the last state each was in. */
    private final Map<UUID, JobState> strays = new LinkedHashMap<>();
    private final Set<UUID> forgotten = new HashSet<>();

    /** Returns what takes the journal's lines. */
    Replay replay() {
        return new JobReplay(jobs, this);
    }

    @Override
    public void moved(UUID id, JsonScan line) {
        JobState state = null;
        try {
            if (line.more('}') && line.name().equals("state")) {
                state = JobState.ofLabel(line.string());
            }
        } catch (RuntimeException unreadable) {
            // Nor is it read at a start: it is no reason to call the line damaged.
        }
        strays.put(id, state);
    }

    @Override
    public void forgotten(UUID id) {
        forgotten.add(id);
    }

    /** Returns how many jobs are in each state. */
    Map<JobState, Long> states() {
        var states = new EnumMap<JobState, Long>(JobState.class);
        for (JobState state : JobState.values()) {
            states.put(state, 0L);
        }
        jobs.forEach(entry -> states.merge(entry.state(), 1L, Long::sum));
        return states;
    }

    /** Returns how many requests with a key are remembered at {@code now}. */
    int keys(Instant now) {
        jobs.answers().expire(now);
        return jobs.answers().size();
    }

    /** Returns what is lost, as far as it can be told. */
    List<Loss> losses(Examination found) {
        var losses = new ArrayList<Loss>();
        var gone = new HashSet<UUID>();
        for (Damage damage : found.damages()) {
            Loss loss = loss(damage);
            boolean again = loss != null && switch (loss.what()) {
                case GONE -> !gone.add(loss.job());
                case CHECKPOINT -> losses.contains(loss);
                default -> false;
            };
            if (loss != null && !again) {
                losses.add(loss);
            }
        }
        strays.forEach((id, state) -> {
            if (isGone(id, state, found) && gone.add(id)) {
                losses.add(new Loss(Loss.What.GONE, id, state));
            }
        });
        return losses;
    }

    private Loss loss(Damage damage) {
        DamagedLine line = DamagedLine.of(damage);
        if (line.isOfNoJob()) {
            return null;
        }
        if (line.op() == null || line.job() == null) {
            return new Loss(Loss.What.UNKNOWN, null, null);
        }
        JobEntry entry = jobs.get(line.job());
        JobState state = entry == null ? strays.get(line.job()) : entry.state();
        return switch (line.op()) {
            // A copy counts for the line it was made of, and a later one for what came before it.
            case JobLines.ADD -> entry != null ? line.again() && !isOutdated(entry, damage)
                    ? new Loss(Loss.What.SET_BACK, line.job(), state) : null
                    : forgotten.contains(line.job()) ? null : new Loss(Loss.What.GONE, line.job(), state);
            case JobLines.MOVE -> isOutdated(entry, damage) ? null : new Loss(Loss.What.SET_BACK, line.job(), state);
            case JobLines.CANCEL -> isOutdated(entry, damage) ? null : new Loss(Loss.What.CANCEL, line.job(), state);
            case JobLines.FORGET -> entry == null ? null : new Loss(Loss.What.FORGET, line.job(), state);
            case JobLines.ANSWER -> new Loss(Loss.What.ANSWER, line.job(), state);
            case CheckpointLines.CHECKPOINT -> isNeeded(entry, damage) ? new Loss(Loss.What.CHECKPOINT, line.job(), state) : null;
            default -> new Loss(Loss.What.UNKNOWN, null, null);
        };
    }

    /** Returns whether what a damaged line said of a job would not matter by now. */
    private static boolean isOutdated(JobEntry entry, Damage damage) {
        return entry == null || entry.place().base() > damage.position() || entry.place().last() > damage.position();
    }

    /** Returns whether a job would go on from the checkpoint in a damaged line. */
    private boolean isNeeded(JobEntry entry, Damage damage) {
        Job job = entry == null ? null : entry.job();
        CheckpointTable.Place later = entry == null ? null : jobs.checkpoints().get(entry.id);
        return job != null && CheckpointStore.isKeptFor(job) && (later == null || later.position() < damage.position());
    }

    /**
     * Returns whether a job without a beginning is one that is lost. The beginning of a job that is forgotten goes with the
     * oldest segment; but it has finished then, and the first segment of all has gone.
     */
    private boolean isGone(UUID id, JobState state, Examination found) {
        boolean known = jobs.get(id) != null || forgotten.contains(id);
        return !known && (found.segments().firstKey() == 1 || state != null && !state.isFinished());
    }

    /** Returns how many jobs are mentioned that are forgotten. */
    long traces(Examination found) {
        return strays.entrySet().stream().filter(stray -> jobs.get(stray.getKey()) == null)
                .filter(stray -> !isGone(stray.getKey(), stray.getValue(), found)).count();
    }
}
