package dev.meanwhile.http;

import java.util.concurrent.atomic.LongAdder;

/** How many responses there were of each class of status, from 1 to 5. Safe for use by any thread, and never waits. */
final class ResponseCounts {

    private final LongAdder[] classes = new LongAdder[6];

    ResponseCounts() {
        for (int i = 0; i < classes.length; i++) {
            classes[i] = new LongAdder();
        }
    }

    /** Counts a response; of status 0 if there was none, because the connection failed before. */
    void add(int status) {
        classes[status / 100].increment();
    }

    long ofClass(int hundreds) {
        return classes[hundreds].sum();
    }
}
