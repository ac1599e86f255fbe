package dev.meanwhile.cli;

import com.google.gson.stream.JsonWriter;
import dev.meanwhile.job.JobState;
import dev.meanwhile.journal.Damage;
import dev.meanwhile.journal.Examination;
import dev.meanwhile.journal.IdleJournal;
import dev.meanwhile.json.Json;
import dev.meanwhile.store.DamagedLine;
import dev.meanwhile.store.JournalCheck;
import dev.meanwhile.store.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What {@code check} prints. */
final class CheckListing {

    /** A disk that fails may damage thousands of lines; nobody reads them all. */
    private static final int MOST = 100;

    private final JournalCheck check;
    private final Examination found;

    CheckListing(JournalCheck check) {
        this.check = check;
        this.found = check.found();
    }

    /** Returns lines of two columns. */
    String text() {
        var text = new StringBuilder();
        var left = check.left();
        line(text, "journal", check.folder() + ": " + count(left.segments().size(), "segment") + ", " + count(left.lines(), "line") + ", "
                + count(left.bytes(), "byte"));
        line(text, "jobs", jobs(false) + "; " + jobs(true));
        if (check.traces() > 0) {
            line(text, "traces", "of " + count(check.traces(), "job") + " that are forgotten");
        }
        line(text, "keys", count(check.keys(), "Idempotency-Key") + " remembered");
        line(text, "last use", left.closed() ? "closed" : "not closed: a crash, a kill or a disk that failed");
        if (left.torn() != null) {
            var torn = left.torn();
            line(text, "torn end", torn.file() + ", byte " + torn.offset() + ", " + count(torn.length(), "byte")
                    + ": a write that was cut short; the next start sets it aside");
        }
        lines(text, "missing", found.gaps().stream().map(CheckListing::gap).toList());
        lines(text, "damaged", found.damages().stream().map(CheckListing::damage).toList());
        lines(text, "lost", losses());
        lines(text, "kept", check.kept().stream().map(kept -> kept + ", the segment as it was").toList());
        line(text, "result", result());
        return text.toString();
    }

    private static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(String.format("%-9s %s%n", label, value));
    }

    private static void lines(StringBuilder text, String label, List<String> values) {
        values.stream().limit(MOST).forEach(value -> line(text, label, value));
        if (values.size() > MOST) {
            line(text, label, "... and " + (values.size() - MOST) + " more, which --json lists");
        }
    }

    /** Returns the jobs that are finished, or those that are not. */
    private String jobs(boolean finished) {
        List<Map.Entry<JobState, Long>> states = check.jobs().entrySet().stream()
                .filter(state -> state.getKey().isFinished() == finished && state.getValue() > 0).toList();
        long count = states.stream().mapToLong(Map.Entry::getValue).sum();
        String detail = states.stream().map(state -> state.getValue() + " " + state.getKey().label()).collect(Collectors.joining(", "));
        return count + (finished ? " finished" : " unfinished") + (count == 0 ? "" : " (" + detail + ")");
    }

    private static String gap(Examination.Gap gap) {
        return gap.file() + (gap.last() == gap.first() ? "" : " and the " + (gap.last() - gap.first()) + " after it");
    }

    private static String damage(Damage damage) {
        var line = DamagedLine.of(damage);
        return damage.file() + ", byte " + damage.offset() + ": the " + (damage.whole() ? "segment " : "line ") + damage.why()
                + " (" + count(damage.length(), "byte") + (line.op() == null ? "" : ", " + line.op())
                + (line.job() == null ? "" : ", job " + line.job()) + ")";
    }

    private List<String> losses() {
        var losses = new ArrayList<String>();
        for (Loss loss : check.losses()) {
            String job = "job " + loss.job();
            switch (loss.what()) {
                case GONE -> losses.add(job + " is gone" + (loss.state() == null ? "" : "; its last state was " + loss.state().label()));
                case SET_BACK -> losses.add(job + " is back to " + loss.state().label()
                        + (loss.state().isFinished() ? "" : ", and may run again"));
                case CANCEL -> losses.add(job + " is not told to stop any more; it is " + loss.state().label());
                case FORGET -> losses.add(job + " is not forgotten any more");
                case ANSWER -> losses.add("the answer to a request with an Idempotency-Key, which was " + job);
                case CHECKPOINT -> losses.add(job + " goes on from an earlier checkpoint, or from its beginning");
                case UNKNOWN -> { }
            }
        }
        long unknown = check.losses().stream().filter(loss -> loss.what() == Loss.What.UNKNOWN).count();
        if (unknown > 0) {
            losses.add("what was in " + count(unknown, "damaged place") + " that can not be read");
        }
        if (!found.gaps().isEmpty()) {
            losses.add("all that became of jobs in what is missing: those accepted there are gone, others may run again");
        }
        return losses;
    }

    private String result() {
        if (!check.isSound()) {
            return "a server can not start on it; without what is lost it can after: " + IdleJournal.command(check.folder(), true);
        }
        return found.isSound() ? "a server can start on it" : "repaired: a server can start on it";
    }

    /** Returns one object. */
    String json() {
        return Json.write(json -> {
            json.setIndent("  ");
            json.beginObject();
            json.name("journal").value(check.folder().toString());
            json.name("startable").value(check.isSound());
            json.name("repaired").value(check.isSound() && !found.isSound());
            json.name("segments").value(check.left().segments().size());
            json.name("lines").value(check.left().lines());
            json.name("bytes").value(check.left().bytes());
            json.name("jobs").beginObject();
            for (var state : check.jobs().entrySet()) {
                json.name(state.getKey().label()).value(state.getValue());
            }
            json.endObject();
            json.name("traces").value(check.traces());
            json.name("keys").value(check.keys());
            json.name("closed").value(check.left().closed());
            json.name("torn");
            writeTorn(json);
            writeArray(json, "missing", found.gaps(), CheckListing::writeGap);
            writeArray(json, "damaged", found.damages(), CheckListing::writeDamage);
            writeArray(json, "lost", check.losses(), CheckListing::writeLoss);
            writeArray(json, "kept", check.kept(), CheckListing::writePath);
            json.endObject();
        }) + System.lineSeparator();
    }

    /** Writes an element of an array. */
    @FunctionalInterface
    private interface Element<T> {
        void write(JsonWriter json, T element) throws IOException;
    }

    private static <T> void writeArray(JsonWriter json, String name, List<T> elements, Element<T> element) throws IOException {
        json.name(name).beginArray();
        for (T one : elements) {
            element.write(json, one);
        }
        json.endArray();
    }

    private void writeTorn(JsonWriter json) throws IOException {
        Examination.Torn torn = check.left().torn();
        if (torn == null) {
            json.nullValue();
        } else {
            json.beginObject().name("file").value(torn.file().toString()).name("offset").value(torn.offset())
                    .name("bytes").value(torn.length()).endObject();
        }
    }

    private static void writeGap(JsonWriter json, Examination.Gap gap) throws IOException {
        json.beginObject().name("firstSegment").value(gap.first()).name("lastSegment").value(gap.last()).endObject();
    }

    private static void writeDamage(JsonWriter json, Damage damage) throws IOException {
        var line = DamagedLine.of(damage);
        json.beginObject().name("file").value(damage.file().toString()).name("offset").value(damage.offset())
                .name("bytes").value(damage.length()).name("why").value(damage.why())
                .name("op").value(line.op()).name("job").value(text(line.job())).endObject();
    }

    private static void writeLoss(JsonWriter json, Loss loss) throws IOException {
        json.beginObject().name("what").value(loss.what().name().toLowerCase(Locale.ROOT)).name("job").value(text(loss.job()))
                .name("state").value(loss.state() == null ? null : loss.state().label()).endObject();
    }

    private static void writePath(JsonWriter json, Path path) throws IOException {
        json.value(path.toString());
    }

    private static String text(Object value) {
        return Objects.toString(value, null);
    }
}
