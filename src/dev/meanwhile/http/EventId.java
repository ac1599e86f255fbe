package dev.meanwhile.http;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a client has come with the events of a job: the number of the last change, and how much of the log. The stream of
 * all jobs has the number alone. Immutable.
 *
 * @param sequence the number of the last change of any job that it has, or had before it came
 * @param position a position in the log
 * @param lines    how many lines after that position it has as well
 * @param end      whether it has everything there is, and ever will be
 */
record EventId(long sequence, long position, int lines, boolean end) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,18})(?:\\.(?:(end)|(\\d{1,18})\\.(\\d{1,9})))?");

    /** Stands for what no server of this process has sent. */
    private static final EventId FOREIGN = new EventId(Long.MIN_VALUE, 0, 0, false);

    /** Returns where the client says it is, by its own word or by the browser's, which knows better; null if it is new. */
    static EventId last(Exchange exchange) {
        exchange.query().allowOnly("last_event_id");
        String text = exchange.header("Last-event-id");
        if (text == null) {
            text = exchange.query().first("last_event_id");
        }
        return text == null || text.isEmpty() ? null : of(text);
    }

    static EventId of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return FOREIGN;
        }
        long sequence = Long.parseLong(form.group(1));
        return form.group(3) == null ? new EventId(sequence, 0, 0, form.group(2) != null)
                : new EventId(sequence, Long.parseLong(form.group(3)), Integer.parseInt(form.group(4)), false);
    }

    /** Returns the number in {@code id}, if there is an id. */
    static OptionalLong sequence(EventId id) {
        return id == null ? OptionalLong.empty() : OptionalLong.of(id.sequence);
    }

    @Override
    public String toString() {
        return end ? sequence + ".end" : sequence + "." + position + "." + lines;
    }
}
