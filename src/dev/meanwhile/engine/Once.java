package dev.meanwhile.engine;

import dev.meanwhile.engine.Engine.Submitted;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.store.Answer;
import dev.meanwhile.store.IdempotencyKey;
import dev.meanwhile.store.JobStore;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Requests that can be repeated without harm: of all that have the same key, one is worked on, and the others get its
 * answer, for as long as {@link JobStore#ANSWERS_KEPT}.
 *
 * <p>Requests of the same key take turns, so that none sees an answer before it is recorded, or a job before it can be
 * waited for. What is refused or fails leaves no answer; whoever is next is worked on then. Safe for use by any thread.
 */
public final class Once {

    /** The requests of one key: the one whose turn it is, and those that wait for theirs. */
    private static final class Turns {

        final ReentrantLock lock = new ReentrantLock();
        /** How many there are; guarded by the map, which holds the key only while there are any. */
        int requests;
    }

    private final Submitter submitter;
    private final Batches batches;
    private final JobStore store;
    private final ConcurrentMap<String, Turns> keys = new ConcurrentHashMap<>();

    Once(Submitter submitter, Batches batches, JobStore store) {
        this.submitter = submitter;
        this.batches = batches;
        this.store = store;
    }

    /**
     * Returns how the request of that key was answered, or null if it was not. That makes nothing, so it goes on when the
     * engine is full or stopping.
     *
     * @throws KeyReusedException if it was another request
     */
    public Submitted answered(IdempotencyKey key) {
        return inTurn(key, () -> kept(key));
    }

    /**
     * Accepts a job as {@link Engine#submit(String, String, JobOptions)} does, unless the request of that key was answered:
     * then returns what {@link #answered} does.
     *
     * @throws KeyReusedException    if it was another request
     * @throws InvalidInputException as there; the key is free then
     * @throws RefusedException      as there, and if too many answers are kept; the key is free then
     */
    public Submitted submit(String type, String input, JobOptions options, IdempotencyKey key) {
        return inTurn(key, () -> {
            Submitted before = kept(key);
            return before != null ? before : submitter.submit(type, input, options, key);
        });
    }

    /** Returns how the request of that key, which was for a batch, was answered; as {@link #answered}. */
    public Batches.Submitted answeredBatch(IdempotencyKey key) {
        return inTurn(key, () -> keptBatch(key));
    }

    /** Accepts a batch, or none; else as {@link #submit}. */
    public Batches.Submitted submit(Batch batch, IdempotencyKey key) {
        if (key == null) {
            return batches.submit(batch, null);
        }
        return inTurn(key, () -> {
            Batches.Submitted before = keptBatch(key);
            return before != null ? before : batches.submit(batch, key);
        });
    }

    private Submitted kept(IdempotencyKey key) {
        Answer answer = answer(key);
        return answer == null ? null : new Submitted(answer.job(), answer.made(), true);
    }

    private Batches.Submitted keptBatch(IdempotencyKey key) {
        Answer answer = answer(key);
        return answer == null ? null : new Batches.Submitted(answer.job().request().origin().batch(), answer.jobs(), true);
    }

    private Answer answer(IdempotencyKey key) {
        Answer answer = store.answer(key.text());
        if (answer != null && !answer.key().fingerprint().equals(key.fingerprint())) {
            throw new KeyReusedException(key);
        }
        return answer;
    }

    private <T> T inTurn(IdempotencyKey key, Supplier<T> work) {
        Turns turns = keys.compute(key.text(), (text, present) -> {
            Turns joined = present == null ? new Turns() : present;
            joined.requests++;
            return joined;
        });
        try {
            turns.lock.lock();
            try {
                return work.get();
            } finally {
                turns.lock.unlock();
            }
        } finally {
            keys.compute(key.text(), (text, present) -> --turns.requests == 0 ? null : present);
        }
    }

    /** Returns how many keys there are requests of at this moment. */
    int keysInUse() {
        return keys.size();
    }
}
