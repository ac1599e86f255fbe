package dev.meanwhile.store;

import dev.meanwhile.journal.Damage;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be told of a line that is damaged. It may be wrong: the damage may be in what was read here.
 *
 * @param op    what kind of line it is; {@code header} for the first one of a segment; or null
 * @param job   the id of the job it is about, or null
 * @param again whether it is about a job that waits again
 */
public record DamagedLine(String op, UUID job, boolean again) {

    private static final String HEADER = "header";
    private static final String CLOSED = "closed";

    // Both come before whatever a user has put into a line.
    private static final Pattern OP = Pattern.compile("\"op\":\"([a-z]{1,16})\"(,\"again\":true)?");
    private static final Pattern ID = Pattern.compile("\"id\":\"(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})\"");

    /** Reads what is left of a line. */
    public static DamagedLine of(Damage damage) {
        Matcher op = OP.matcher(damage.text());
        Matcher id = ID.matcher(damage.text());
        boolean found = op.find();
        String kind = found ? op.group(1) : damage.text().contains("\"journal\":\"meanwhile\"") ? HEADER : null;
        return new DamagedLine(kind, id.find() ? UUID.fromString(id.group(1)) : null, found && op.group(2) != null);
    }

    /** Returns whether it is one of the two lines that every journal has. */
    boolean isOfNoJob() {
        return HEADER.equals(op) || CLOSED.equals(op);
    }
}
