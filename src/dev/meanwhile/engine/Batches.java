package dev.meanwhile.engine;

import dev.meanwhile.job.DuplicateException;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.OnDuplicate;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.store.Footprint;
import dev.meanwhile.store.IdempotencyKey;
import dev.meanwhile.store.JobFilter;
import dev.meanwhile.store.JobStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Jobs submitted together: all of them are accepted, or none. Safe for use by any thread. */
public final class Batches {

    /** How many jobs a batch may have. */
    public static final int MOST = 10_000;

    private final JobStore store;
    private final Runner runner;
    private final Submitter submitter;
    private final Ids ids;

    Batches(JobStore store, Runner runner, Submitter submitter, Ids ids) {
        this.store = store;
        this.runner = runner;
        this.submitter = submitter;
        this.ids = ids;
    }

    /**
     * What a batch was answered with.
     *
     * @param id       the batch
     * @param jobs     its jobs as they were accepted, in the order given
     * @param repeated whether an earlier request was answered with that
     */
    public record Submitted(UUID id, List<Job> jobs, boolean repeated) { }

    /** Returns so many ids for a batch and its members, in rising order. */
    public List<UUID> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> ids.get()).toList();
    }

    /**
     * Accepts the jobs.
     *
     * @param batch one to {@link #MOST} of them
     * @param key   the key of the request that asks for them, or null
     * @throws InvalidInputException if one is not possible, with pointers to it below {@code /jobs}
     * @throws DuplicateException    if an unfinished job has the key of one
     * @throws RefusedException      if there is no room, they can not be recorded, or the server stops; nothing is kept
     */
    Submitted submit(Batch batch, IdempotencyKey key) {
        try {
            return accept(batch, key);
        } catch (RefusedException refused) {
            runner.changes().metrics().refused(refused.reason());
            throw refused;
        }
    }

    private Submitted accept(Batch batch, IdempotencyKey key) {
        runner.admission().ensureOpen();
        Time.Reading now = runner.time().read();
        List<Member> members = batch.members();
        var origin = new Job.Origin(batch.id(), null);
        var prepared = new ArrayList<Submitter.Prepared>();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            prepared.add(at(i, () -> submitter.prepare(member.type(), member.input(), member.options(), now, origin)));
        }
        var reserved = new HashMap<Integer, Keys.Reservation>();
        boolean done = false;
        try {
            reserve(members, reserved);
            List<LiveJob> lives = IntStream.range(0, members.size())
                    .mapToObj(i -> prepared.get(i).live(members.get(i).id(), now, runner.changes())).toList();
            record(lives, key);
            done = true;
            reserved.forEach((i, reservation) -> reservation.take(lives.get(i)));
            // As they were accepted: the first may have run before the last is let go.
            List<Job> jobs = lives.stream().map(LiveJob::job).toList();
            lives.forEach(live -> runner.lobby().enter(live, now));
            return new Submitted(batch.id(), jobs, false);
        } finally {
            if (!done) {
                reserved.values().forEach(Keys.Reservation::giveBack);
            }
        }
    }

    private interface Part<T> {
        T get();
    }

    /** Returns that part of the work that is about one member, whose mistakes are its own. */
    private static <T> T at(int member, Part<T> part) {
        try {
            return part.get();
        } catch (InvalidInputException invalid) {
            throw new InvalidInputException(invalid.errors().stream()
                    .map(error -> new InputError("/jobs/" + member + error.pointer(), error.detail())).toList());
        }
    }

    private static InvalidInputException invalid(String pointer, String detail) {
        return new InvalidInputException(List.of(new InputError(pointer, detail)));
    }

    /**
     * Reserves the keys of the members that have one, in the order of the keys, as {@link Keys} asks for. None may be taken:
     * a job that is there already can not be one of those that are accepted together.
     */
    private void reserve(List<Member> members, Map<Integer, Keys.Reservation> reserved) {
        var byKey = new TreeMap<String, Integer>();
        for (int i = 0; i < members.size(); i++) {
            JobOptions options = members.get(i).options();
            if (options.key() != null) {
                Integer other = byKey.putIfAbsent(members.get(i).type() + '\n' + options.key(), i);
                if (other != null) {
                    throw invalid("/jobs/" + i + "/key", "is that of /jobs/" + other + " as well");
                }
                if (options.more().onDuplicate() == OnDuplicate.REPLACE) {
                    throw invalid("/jobs/" + i + "/onDuplicate", "must not be \"replace\" in a batch");
                }
            }
        }
        byKey.values().forEach(i -> {
            Member member = members.get(i);
            reserved.put(i, runner.keys().reserve(member.type(), member.options().key()));
        });
    }

    private void record(List<LiveJob> lives, IdempotencyKey key) {
        Set<UUID> own = lives.stream().map(LiveJob::id).collect(Collectors.toSet());
        var held = new ArrayList<UUID>();
        var admitted = new ArrayList<Long>();
        boolean recorded = false;
        try {
            for (int i = 0; i < lives.size(); i++) {
                Job job = lives.get(i).job();
                List<UUID> firsts = job.request().options().more().after();
                at(i, () -> {
                    for (int n = 0; n < firsts.size(); n++) {
                        if (!own.contains(firsts.get(n))) {
                            runner.predecessors().hold(n, firsts.get(n));
                            held.add(firsts.get(n));
                        }
                    }
                    return held;
                });
                long size = Footprint.of(job.request());
                runner.admission().enter(size);
                admitted.add(size);
            }
            store.addAll(lives.stream().map(LiveJob::job).toList(), key);
            recorded = true;
        } finally {
            if (!recorded) {
                runner.predecessors().letGo(held);
                admitted.forEach(size -> {
                    runner.admission().stopsWaiting();
                    runner.admission().leave(size);
                });
            }
        }
        lives.forEach(live -> {
            runner.predecessors().hold(live.job().request().options().more().after().stream().filter(own::contains).toList());
            runner.changes().accepted(live.job());
            runner.registry().add(live);
        });
    }

    /** Returns how many jobs of a batch are in each state there is one in, of those not forgotten; null if there is none. */
    public Map<JobState, Integer> counts(UUID id) {
        return store.batch(id);
    }

    /**
     * Waits until all jobs of a batch have finished, or {@code most} has passed.
     *
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public void await(UUID id, Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        var unfinished = new JobFilter(Sweep.CANCELLABLE, null, null, null, null, id);
        List<UUID> left = store.ids(unfinished, null, MOST);
        while (!left.isEmpty() && deadline - System.nanoTime() > 0) {
            for (UUID job : left) {
                LiveJob live = runner.registry().job(job);
                if (live != null) {
                    runner.waiters().await(live, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
                }
            }
            left = store.ids(unfinished, null, MOST);
        }
    }
}
