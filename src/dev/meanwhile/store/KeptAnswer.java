package dev.meanwhile.store;

/** How a request with a key was answered, as the journal's store keeps it: where it is on disk. */
final class KeptAnswer {

    final JobLines.Keyed keyed;

    // Guarded by the monitor.
    private long position;
    private int length;
    /** The bytes counted for it: none while it shares its line with a job that is not forgotten. */
    private int own;
    private boolean dropped;

    KeptAnswer(JobLines.Keyed keyed, long position, int length, boolean shared) {
        this.keyed = keyed;
        at(position, length, shared);
    }

    /** Where the line is that has it. */
    record Place(long position, int length) { }

    synchronized Place place() {
        return new Place(position, length);
    }

    /** Notes where it is now; returns by how much the bytes it takes on disk by itself have changed. */
    synchronized long at(long newPosition, int newLength, boolean shared) {
        if (dropped) {
            return 0;
        }
        int before = own;
        position = newPosition;
        length = newLength;
        own = shared ? 0 : newLength;
        return own - before;
    }

    /** Its time is up: returns the bytes it took on disk by itself. */
    synchronized long drop() {
        int before = own;
        own = 0;
        dropped = true;
        return before;
    }
}
