package dev.meanwhile.engine;

import dev.meanwhile.job.QueueOptions;

/**
 * How a queue stands, as one of its jobs sees it.
 *
 * @param waits      whether the job waits in it
 * @param ahead      how many come before it, of its key if that is used up; not counted any further than asked for
 * @param running    how many run
 * @param ofKey      how many of its concurrency key run, if that is used up; else 0
 * @param untilToken how many nanoseconds it is until the rate allows another start
 * @param options    what holds for the queue
 * @param closed     whether it starts nothing any more
 */
record Standing(boolean waits, int ahead, int running, int ofKey, long untilToken, QueueOptions options, boolean closed) {

    /** Returns whether as many of its concurrency key run as may. */
    boolean isKeyUsedUp() {
        return ofKey > 0;
    }
}
