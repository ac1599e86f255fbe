package dev.meanwhile.journal;

import dev.meanwhile.json.JsonScan;
import java.nio.file.Path;

/** The first line of a segment: {@code {"crc":...,"n":...,"journal":"meanwhile","format":1,"segment":17}}. */
final class Header {

    /** The version of the format written here, and the newest that can be read. */
    static final int FORMAT = 1;

    private static final String NAME = "journal";

    private Header() { }

    static byte[] line(long batch, long segment) {
        return Line.of(batch, "\"" + NAME + "\":\"meanwhile\",\"format\":" + FORMAT + ",\"segment\":" + segment + "}");
    }

    /**
     * Checks that a line is the header of that segment, in a format that can be read.
     *
     * @throws JournalException if not
     */
    static void check(JsonScan members, long segment, Path file) throws JournalException {
        boolean known = false;
        long number = -1;
        for (boolean more = true; more; more = members.more('}')) {
            switch (members.name()) {
                case NAME -> known = "meanwhile".equals(members.string());
                case "format" -> {
                    long format = members.number();
                    if (format > FORMAT) {
                        throw new JournalException(file + " is of format " + format + ", written by a newer Meanwhile; this one reads"
                                + " formats up to " + FORMAT + ". Nothing was changed: use the newer one, or another data folder");
                    }
                }
                case "segment" -> number = members.number();
                default -> members.raw();
            }
        }
        if (!known || number != segment) {
            throw new JournalException(file + " does not begin like segment " + segment + " of a journal");
        }
    }
}
