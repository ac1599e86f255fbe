package dev.meanwhile.journal;

import java.io.IOException;

/** What becomes of what a {@link JournalScan} finds that is not a good line. Each may throw, which ends the scan. */
interface Findings {

    /** Segments are missing between older and newer ones. */
    void missing(Examination.Gap gap) throws IOException;

    /** A place is damaged. */
    void damaged(Damage damage) throws IOException;

    /** The last segment ends with a write that a crash may have cut short, or is empty. It is the last there is to find. */
    void torn(Examination.Torn torn) throws IOException;
}
