package dev.meanwhile.store;

import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

class MemoryStoreTest extends JobStoreTest {

    @Override
    JobStore open(Keep keep, Limits limits, AtomicReference<Instant> now) {
        return new MemoryStore(keep, limits, now::get);
    }
}
