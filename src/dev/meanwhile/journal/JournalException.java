package dev.meanwhile.journal;

import java.io.IOException;

/** A journal that can not be opened as it is; the message says which file, where in it, and what to do. */
public final class JournalException extends IOException {

    private static final long serialVersionUID = 1L;

    JournalException(String message) {
        super(message);
    }
}
