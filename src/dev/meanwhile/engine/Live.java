package dev.meanwhile.engine;

import java.util.UUID;

/** Something alive in this process: an unfinished job or background task. */
sealed interface Live permits LiveJob, TaskRun {

    UUID id();

    /** Returns what runs of it just now, or null. */
    Occupant occupant();
}
