package dev.meanwhile.http;

import dev.meanwhile.engine.Following;
import dev.meanwhile.event.Notice;
import dev.meanwhile.event.Notice.Change;
import dev.meanwhile.event.Notice.Gap;
import dev.meanwhile.event.Notice.Written;
import dev.meanwhile.event.Subscription;
import dev.meanwhile.job.Job;
import dev.meanwhile.json.JsonText;
import dev.meanwhile.store.JobLog;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The events of one job, for one client: the job as it is, what it has written to its log, then everything as it comes and
 * in that order, until the job has finished. A client that comes back is told what it has missed instead.
 *
 * <p>Lines are read from the log, which keeps them anyway, when the subscription says that there are more.
 */
final class JobEvents {

    private final String id;
    private final Following following;
    private final JobLog log;
    private final JobJson json;
    private final Beat beat;

    /** How far the client has come. */
    private EventId at;

    JobEvents(Following following, JobLog log, JobJson json, Duration beat) {
        this.id = following.job().id().toString();
        this.following = following;
        this.log = log;
        this.json = json;
        this.beat = new Beat(beat);
    }

    /** Answers; {@code last} is where the client says it is, or null. */
    void send(Exchange exchange, EventId last) throws Exception {
        Subscription changes = following.changes();
        boolean finished = following.job().state().isFinished();
        Notice missed = last == null ? null : changes.poll(Duration.ZERO);
        at = last == null ? new EventId(changes.start(), 0, 0, false) : last;
        if (finished && last != null && missed == null && !hasLines()) {
            exchange.send(204);
            return;
        }
        try (EventStream out = EventStream.begin(exchange)) {
            out.retry(EventRoutes.RETRY);
            boolean anew = last == null;
            if (missed instanceof Gap gap && gap.lost().isEmpty()) {
                write(out, gap);
                missed = null;
                anew = true;
            }
            if (anew) {
                writeJob(out, following.job(), at.sequence(), finished && !hasLines());
            }
            // If it has missed anything of a finished job, the last change is part of that, and comes last.
            writeLog(out, Long.MAX_VALUE, finished && missed == null);
            follow(out, changes, missed);
        }
    }

    private void follow(EventStream out, Subscription changes, Notice first) throws IOException, InterruptedException {
        Notice notice = first;
        while (true) {
            while (notice != null) {
                write(out, notice);
                notice = at.end() || out.isFull() ? null : changes.poll(Duration.ZERO);
            }
            if (beat.isDue()) {
                out.comment();
            }
            out.flush();
            if (at.end() || changes.isOver()) {
                return;
            }
            notice = changes.poll(beat.left());
        }
    }

    private void write(EventStream out, Notice notice) throws IOException {
        switch (notice) {
            case Change change -> {
                boolean last = change.job().state().isFinished();
                if (last) {
                    writeLog(out, Long.MAX_VALUE, false);
                }
                writeJob(out, change.job(), change.sequence(), last);
            }
            case Written written -> writeLog(out, written.position(), false);
            case Gap gap -> {
                at = new EventId(gap.sequence(), at.position(), at.lines(), false);
                out.event("gap", at.toString(), EventRoutes.gap(gap));
            }
        }
    }

    private void writeJob(EventStream out, Job job, long sequence, boolean last) {
        at = new EventId(sequence, at.position(), at.lines(), last);
        out.event("job", at.toString(), json.event(job));
    }

    private boolean hasLines() {
        return lines(log.read(at.position())).size() > at.lines();
    }

    /** Writes the lines from where the client is up to {@code end}; {@code last} says that nothing comes after them. */
    private void writeLog(EventStream out, long end, boolean last) throws IOException {
        JobLog.Part part = log.read(at.position(), end);
        List<String> lines = lines(part);
        EventId before = at;
        at = new EventId(before.sequence(), part.next(), Math.max(0, before.lines() - lines.size()), last || before.end());
        for (int i = before.lines(); i < lines.size(); i++) {
            // Where a line within the part ends, only the log knows; so they are counted.
            EventId here = i == lines.size() - 1 ? at : new EventId(before.sequence(), before.position(), i + 1, false);
            out.event("log", here.toString(), line(lines.get(i)));
            if (out.isFull()) {
                out.flush();
            }
        }
        if (last && !before.end() && before.lines() >= lines.size()) {
            out.id(at.toString());
        }
    }

    private static List<String> lines(JobLog.Part part) {
        List<String> lines = Arrays.asList(part.text().split("\n", -1));
        return lines.getLast().isEmpty() ? lines.subList(0, lines.size() - 1) : lines;
    }

    private String line(String line) {
        return new JsonText(100 + line.length()).open('{').name("id").string(id).name("line").string(line).close('}').toString();
    }
}
