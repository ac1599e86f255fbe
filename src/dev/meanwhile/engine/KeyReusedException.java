package dev.meanwhile.engine;

import dev.meanwhile.store.IdempotencyKey;
import dev.meanwhile.store.JobStore;

/** A request has the key of another one: it is not clear which of the two is meant, and nothing was done. */
public final class KeyReusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeyReusedException(IdempotencyKey key) {
        super("the key \"" + key.text() + "\" is that of another request, answered in the last " + JobStore.ANSWERS_KEPT.toHours()
                + " hours");
    }
}
