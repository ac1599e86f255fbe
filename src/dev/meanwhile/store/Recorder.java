package dev.meanwhile.store;

import dev.meanwhile.job.RefusedException;
import dev.meanwhile.journal.Ack;
import dev.meanwhile.journal.Journal;
import dev.meanwhile.journal.NotRecordedException;
import dev.meanwhile.journal.Record;

/** Appends to a journal, and tells what comes in the way as {@link JobStore} does. Safe for use by any thread. */
final class Recorder {

    private final Journal journal;

    Recorder(Journal journal) {
        this.journal = journal;
    }

    /** Records what may be refused. */
    void append(Record record) {
        try {
            journal.append(record);
        } catch (NotRecordedException refused) {
            throw new RefusedException(RefusedException.Reason.NOT_RECORDED, refused.getMessage());
        }
    }

    /** Records what has happened; waits until that can be done. */
    void insist(Record record, Ack ack) {
        try {
            journal.insist(record, ack);
        } catch (IllegalStateException closedBefore) {
            throw new StoreClosedException(closedBefore);
        }
    }
}
