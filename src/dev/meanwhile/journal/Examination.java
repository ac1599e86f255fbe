package dev.meanwhile.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * What there is in the folder of a journal, and what is wrong with it.
 *
 * @param segments the segments there are by their numbers, and how many bytes each has
 * @param lines    how many good lines they have together
 * @param closed   whether the process that used it last had closed it
 * @param torn     what a crash may have left at its end, which the next start sets aside; or null
 * @param gaps     where segments are missing
 * @param damages  what is damaged, in its order
 */
public record Examination(SortedMap<Long, Long> segments, long lines, boolean closed, Torn torn, List<Gap> gaps,
                          List<Damage> damages) {

    /** The end of a segment, a write that was cut short; of no length if nothing of the segment was written at all. */
    public record Torn(Path file, long segment, long offset, long length) { }

    /**
     * Segments that are missing.
     *
     * @param file  the file of the first one
     * @param first its number
     * @param last  the number of the last one
     * @param batch that of the last good line before
     */
    public record Gap(Path file, long first, long last, long batch) { }

    static Examination of(Path folder, Replay replay) throws IOException {
        var torn = new Torn[1];
        var gaps = new ArrayList<Gap>();
        var damages = new ArrayList<Damage>();
        var scan = new JournalScan(folder, replay, new Findings() {

            @Override
            public void missing(Gap gap) {
                gaps.add(gap);
            }

            @Override
            public void damaged(Damage damage) {
                damages.add(damage);
            }

            @Override
            public void torn(Torn end) {
                torn[0] = end;
            }
        });
        scan.run();
        return new Examination(scan.lengths(), scan.lines(), scan.wasClosed(), torn[0], gaps, damages);
    }

    /** Returns whether a server can start on it. */
    public boolean isSound() {
        return gaps.isEmpty() && damages.isEmpty();
    }

    /** Returns how many bytes the segments have together. */
    public long bytes() {
        return segments.values().stream().mapToLong(Long::longValue).sum();
    }
}
