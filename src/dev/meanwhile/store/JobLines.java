package dev.meanwhile.store;

import dev.meanwhile.job.AfterFailure;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.MoreOptions;
import dev.meanwhile.job.Progress;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.Transition;
import dev.meanwhile.job.When;
import dev.meanwhile.json.JsonText;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Writes what happens to jobs as lines of the journal; {@link JobLineReader} reads them. What is as usual is left out. Times
 * are milliseconds since 1970, durations ISO 8601.
 */
final class JobLines {

    /**
     * A job as it was accepted, or, with {@code status}, as it has become: in a copy, or, with {@code again}, because it was
     * submitted anew or is to be tried again.
     */
    static final String ADD = "add";
    /** The status of a job, whole: the last one counts. */
    static final String MOVE = "move";
    /** Jobs just accepted together: all of them are in one line, so that a crash leaves all or none. */
    static final String BATCH = "batch";
    /** A running job has been told to stop. */
    static final String CANCEL = "cancel";
    /** A finished job was forgotten. */
    static final String FORGET = "forget";
    /** How a request with a key was answered whose job was there already, or is forgotten. */
    static final String ANSWER = "answer";

    /** What the members of a line with a small input take, about. */
    private static final int SMALL = 384;

    private JobLines() { }

    /** A key as it is recorded, with the time since when it is remembered. */
    record Keyed(IdempotencyKey key, Instant at) { }

    static byte[] add(Job job, Keyed keyed) {
        return add(job, keyed, null);
    }

    /** Writes a job just accepted; if a tick has made it, with how far its schedule is handled then. */
    static byte[] add(Job job, Keyed keyed, ScheduleLines.Tick tick) {
        JsonText line = begin(ADD, SMALL + job.request().input().length());
        if (tick != null) {
            ScheduleLines.write(line, tick);
        }
        writeKey(line, keyed);
        writeJob(line, job);
        return end(line);
    }

    /**
     * Writes a job that is to wait again. {@code made} is put down as false with the key, because the job was there already: the
     * answer is the job as it is in this very line.
     */
    static byte[] again(Job job, Keyed keyed) {
        JsonText line = begin(ADD, SMALL + job.request().input().length());
        line.name("again").truth(true);
        writeKey(line, keyed);
        if (keyed != null) {
            line.name("made").truth(false);
        }
        writeJob(line, job);
        return end(line);
    }

    static byte[] move(Job job) {
        String result = job.status().result();
        JsonText line = begin(MOVE, SMALL + (result == null ? 0 : result.length()));
        line.name("id").string(job.id().toString());
        writeStatus(line, job.status());
        return end(line);
    }

    static byte[] cancel(UUID id) {
        return end(begin(CANCEL, SMALL).name("id").string(id.toString()));
    }

    static byte[] forget(UUID id) {
        return end(begin(FORGET, SMALL).name("id").string(id.toString()));
    }

    static byte[] batch(List<Job> jobs, Keyed keyed) {
        JsonText line = begin(BATCH, SMALL * (jobs.size() + 1));
        writeKey(line, keyed);
        writeJobs(line, jobs);
        return end(line);
    }

    private static void writeJobs(JsonText line, List<Job> jobs) {
        line.name("jobs").open('[');
        for (Job job : jobs) {
            line.open('{');
            writeJob(line, job);
            line.close('}');
        }
        line.close(']');
    }

    /** Writes how a batch was answered, most of whose jobs are forgotten, or are elsewhere. */
    static byte[] answer(Keyed keyed, List<Job> batch) {
        JsonText line = begin(ANSWER, SMALL * (batch.size() + 1));
        writeKey(line, keyed);
        writeJobs(line, batch);
        return end(line);
    }

    static byte[] answer(Keyed keyed, boolean made, Job job) {
        JsonText line = begin(ANSWER, SMALL + job.request().input().length());
        writeKey(line, keyed);
        line.name("made").truth(made);
        line.name("job").open('{');
        writeJob(line, job);
        return end(line.close('}'));
    }

    private static JsonText begin(String op, int size) {
        return new JsonText(size).name("op").string(op);
    }

    private static byte[] end(JsonText line) {
        return line.close('}').bytes();
    }

    private static void writeKey(JsonText line, Keyed keyed) {
        if (keyed != null) {
            line.name("idempotency").open('{');
            line.name("key").string(keyed.key.text());
            line.name("print").string(keyed.key.fingerprint());
            line.name("at").number(keyed.at.toEpochMilli());
            line.close('}');
        }
    }

    private static void writeJob(JsonText line, Job job) {
        var request = job.request();
        line.name("id").string(job.id().toString());
        line.name("at").number(job.submittedAt().toEpochMilli());
        line.name("type").string(request.type());
        if (!request.queue().equals(request.type())) {
            line.name("queue").string(request.queue());
        }
        writeOptions(line, request.options());
        writeMore(line, request.options().more());
        writeId(line, "batch", request.origin().batch());
        writeId(line, "parent", request.origin().parent());
        if (!job.status().equals(accepted(job))) {
            writeStatus(line.name("status").open('{'), job.status());
            line.close('}');
        }
        line.name("input").raw(inOneLine(request.input()));
    }

    /** Returns the status a job had when it was accepted. */
    static JobStatus accepted(Job job) {
        return JobStatus.accepted(job.request().options(), job.submittedAt());
    }

    private static void writeOptions(JsonText line, JobOptions options) {
        if (!options.start().equals(When.NOW)) {
            writeWhen(line, "delay", "runAt", options.start());
        }
        if (options.timeout() != null && !options.timeout().isZero()) {
            line.name("timeout").string(options.timeout().toString());
        }
        if (options.priority() != 0) {
            line.name("priority").number(options.priority());
        }
        if (options.key() != null) {
            line.name("key").string(options.key());
        }
        if (!options.tags().isEmpty()) {
            line.name("tags").open('[');
            options.tags().forEach(line::string);
            line.close(']');
        }
        if (!options.rerunAfterCrash()) {
            line.name("rerunAfterCrash").truth(false);
        }
    }

    private static void writeMore(JsonText line, MoreOptions more) {
        if (more.expires() != null) {
            writeWhen(line, "expires", "expiresAt", more.expires());
        }
        if (more.retry() != null && !more.retry().equals(RetryPolicy.NONE)) {
            writeRetry(line, more.retry());
        }
        if (more.concurrencyKey() != null) {
            line.name("concurrencyKey").string(more.concurrencyKey());
        }
        if (!more.after().isEmpty()) {
            line.name("after").open('[');
            more.after().forEach(id -> line.string(id.toString()));
            line.close(']');
        }
        if (more.afterFailure() != AfterFailure.CANCEL) {
            line.name("afterFailure").string(more.afterFailure().label());
        }
    }

    private static void writeWhen(JsonText line, String asDelay, String asTime, When when) {
        switch (when) {
            case When.In in -> line.name(asDelay).string(in.delay().toString());
            case When.At at -> writeTime(line, asTime, at.time());
        }
    }

    private static void writeId(JsonText line, String name, UUID id) {
        if (id != null) {
            line.name(name).string(id.toString());
        }
    }

    private static void writeRetry(JsonText line, RetryPolicy retry) {
        line.name("retry").open('{');
        line.name("attempts").number(retry.attempts());
        line.name("backoff").string(retry.backoff().toString());
        line.name("factor").number(retry.factor());
        line.name("cap").string(retry.cap().toString());
        line.name("jitter").number(retry.jitter());
        line.close('}');
    }

    private static void writeStatus(JsonText line, JobStatus status) {
        line.name("state").string(status.state().label());
        if (status.attempt() != 0) {
            line.name("attempt").number(status.attempt());
        }
        if (status.crashes() != 0) {
            line.name("crashes").number(status.crashes());
        }
        if (status.cancelRequested()) {
            line.name("cancelRequested").truth(true);
        }
        writeTime(line, "runAt", status.runAt());
        writeTime(line, "startedAt", status.startedAt());
        writeTime(line, "finishedAt", status.finishedAt());
        writeProgress(line, status.progress());
        if (status.error() != null) {
            writeError(line.name("error"), status.error());
        }
        line.name("history").open('[');
        for (Transition step : status.history()) {
            line.open('[').string(step.state().label()).number(step.attempt()).number(step.at().toEpochMilli());
            if (step.error() != null) {
                writeError(line, step.error());
            }
            line.close(']');
        }
        line.close(']');
        LeaseLines.write(line, status.lease());
        if (status.result() != null) {
            line.name("result").raw(inOneLine(status.result()));
        }
    }

    private static void writeProgress(JsonText line, Progress progress) {
        if (progress != null) {
            line.name("progress").open('{');
            line.name("fraction").number(progress.fraction());
            if (progress.message() != null) {
                line.name("message").string(progress.message());
            }
            writeTime(line, "at", progress.at());
            line.close('}');
        }
    }

    private static void writeError(JsonText line, JobError error) {
        line.open('{');
        line.name("type").string(error.type());
        if (error.message() != null) {
            line.name("message").string(error.message());
        }
        if (error.stack() != null) {
            line.name("stack").string(error.stack());
        }
        line.name("attempt").number(error.attempt());
        writeTime(line, "at", error.at());
        line.close('}');
    }

    private static void writeTime(JsonText line, String name, Instant time) {
        if (time != null) {
            line.name(name).number(time.toEpochMilli());
        }
    }

    /** A line end in JSON can only be white space: within a string it is escaped. */
    static String inOneLine(String json) {
        return json.indexOf('\n') < 0 ? json : json.replace('\n', ' ');
    }
}
