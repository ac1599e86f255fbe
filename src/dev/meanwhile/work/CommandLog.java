package dev.meanwhile.work;

import dev.meanwhile.job.JobContext;
import dev.meanwhile.json.Json;
import dev.meanwhile.json.JsonException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a program says: its lines become the job's log, but for two it can address to the server. Used by the thread of
 * one attempt.
 *
 * <pre>
 * ::progress 0.4 resizing      how far it has come, from 0 to 1, and what it is doing
 * ::result {"width": 200}      the job's result; the last one counts
 * </pre>
 *
 * <p>A {@code ::progress} that is malformed is an ordinary line. A {@code ::result} that is not JSON is not the result:
 * a line in the log says so, and the exit code alone decides whether the attempt failed.
 */
final class CommandLog {

    private static final Pattern PROGRESS =
            Pattern.compile("::progress[ \\t]+(0(?:\\.[0-9]{0,17})?|1(?:\\.0{0,17})?|\\.[0-9]{1,17})(?:[ \\t]+(.*))?");
    private static final String RESULT = "::result ";

    private static final int LAST_LINES = 20;
    private static final int LAST_CHARACTERS = 4096;

    /** How many characters are passed on at once: of a flood, a line has two. */
    private static final int BLOCK = 1 << 13;

    private final JobContext context;
    /** Lines not yet passed on, each with its end. */
    private final StringBuilder block = new StringBuilder();
    private final Deque<String> lastErrors = new ArrayDeque<>();
    private int lastErrorsLength;
    /** The last progress not yet passed on, or null. */
    private Matcher progress;
    private String result;

    CommandLog(JobContext context) {
        this.context = context;
    }

    void out(String line) {
        Matcher said;
        if (line.startsWith(RESULT)) {
            takeResult(line.substring(RESULT.length()));
        } else if (line.startsWith("::progress") && (said = PROGRESS.matcher(line)).matches()) {
            progress = said;
        } else {
            addToBlock(line);
        }
    }

    void err(String line) {
        lastErrors.addLast(line);
        lastErrorsLength += line.length() + 1;
        while (lastErrors.size() > LAST_LINES || lastErrorsLength > LAST_CHARACTERS && lastErrors.size() > 1) {
            lastErrorsLength -= lastErrors.removeFirst().length() + 1;
        }
        out(line);
    }

    /** Adds a line of the server's own. */
    void note(String line) {
        addToBlock(line);
    }

    /**
     * Passes on the lines, and the last progress: a program that tells it a thousand times a second is heard a few times.
     */
    void tell() {
        tellBlock();
        if (progress != null) {
            context.progress(Double.parseDouble(progress.group(1)), progress.group(2));
            progress = null;
        }
    }

    /** Returns the result the program gave, or null. */
    String result() {
        return result;
    }

    /** Returns the end of what the program wrote to stderr: at most 20 lines and 4,096 characters. */
    String lastErrors() {
        String last = String.join("\n", lastErrors);
        return last.length() <= LAST_CHARACTERS ? last : last.substring(last.length() - LAST_CHARACTERS);
    }

    private void addToBlock(String line) {
        block.append(line).append('\n');
        if (block.length() >= BLOCK) {
            tellBlock();
        }
    }

    private void tellBlock() {
        if (!block.isEmpty()) {
            context.log(block.toString());
            block.setLength(0);
        }
    }

    private void takeResult(String text) {
        try {
            result = Json.text(Json.parse(text));
        } catch (JsonException malformed) {
            note("[meanwhile: ::result ignored, it is not JSON: " + malformed.getMessage() + " at column " + malformed.column() + "]");
        }
    }
}
