package dev.meanwhile.journal;

import dev.meanwhile.json.JsonScan;
import java.nio.file.Path;

/**
 * The first line of a segment: {@code {"crc":...,"n":...,"journal":"meanwhile","format":1,"segment":17}}.
 *
 * @param ours    whether it is a header of a journal of ours at all
 * @param format  the version of the format
 * @param segment the number of the segment
 */
record Header(boolean ours, long format, long segment) {

    /** The version of the format written here, and the newest that can be read. */
    static final int FORMAT = 1;

    private static final String NAME = "journal";

    static byte[] line(long batch, long segment) {
        return Line.of(batch, "\"" + NAME + "\":\"meanwhile\",\"format\":" + FORMAT + ",\"segment\":" + segment + "}");
    }

    static Header read(JsonScan members) {
        boolean ours = false;
        long format = 0;
        long segment = -1;
        for (boolean more = true; more; more = members.more('}')) {
            switch (members.name()) {
                case NAME -> ours = "meanwhile".equals(members.string());
                case "format" -> format = members.number();
                case "segment" -> segment = members.number();
                default -> members.raw();
            }
        }
        return new Header(ours, format, segment);
    }

    /**
     * Makes sure that what follows in {@code file} can be read.
     *
     * @throws JournalException if it is of a newer format
     */
    void ensureReadable(Path file) throws JournalException {
        if (ours && format > FORMAT) {
            throw new JournalException(file + " is of format " + format + ", written by a newer Meanwhile; this one reads"
                    + " formats up to " + FORMAT + ". Nothing was changed: use the newer one, or another data folder");
        }
    }

    boolean isOf(long number) {
        return ours && segment == number;
    }
}
