package dev.meanwhile.http;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.job.AfterFailure;
import dev.meanwhile.job.Durations;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobState;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Lease;
import dev.meanwhile.job.MoreOptions;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.Progress;
import dev.meanwhile.job.Transition;
import dev.meanwhile.json.JsonText;
import java.util.UUID;

/** A job as JSON. Every answer about a job contains it, so it is written straight into text. */
final class JobJson {

    private final Engine engine;

    JobJson(Engine engine) {
        this.engine = engine;
    }

    /** Returns the path of a job. */
    static String path(Job job) {
        return "/v1/jobs/" + job.id();
    }

    /** Returns a job, and whether it is stuck now, which it does not know of itself. */
    String text(Job job) {
        return written(job).toString();
    }

    /** Returns the same, not yet as a string. */
    JsonText written(Job job) {
        return text(job, isStuck(job), true);
    }

    /** Returns a job without its input and result. */
    String event(Job job) {
        return text(job, isStuck(job), false).toString();
    }

    private boolean isStuck(Job job) {
        return !job.state().isFinished() && engine.isStuck(job.id());
    }

    /** Returns a job as it was when a request with a key was answered, which is the same however often that is repeated. */
    String kept(Job job) {
        return text(job, false, true).toString();
    }

    private JsonText text(Job job, boolean stuck, boolean whole) {
        JobStatus status = job.status();
        var request = job.request();
        JobType type = engine.type(request.type());
        String id = job.id().toString();
        var json = new JsonText(1024);
        json.open('{');
        json.name("id").plain(id);
        json.name("self").plain("/v1/jobs/" + id);
        json.name("type").string(request.type());
        json.name("queue").string(request.queue());
        json.name("state").plain(status.state().label());
        if (whole) {
            json.name("input").raw(request.input());
        }
        json.name("tags").open('[');
        for (String tag : request.options().tags()) {
            json.string(tag);
        }
        json.close(']');
        json.name("key").string(request.options().key());
        json.name("priority").number(request.options().priority());
        json.name("after").open('[');
        for (UUID first : request.options().more().after()) {
            json.string(first.toString());
        }
        json.close(']');
        writeRare(json, request);
        json.name("attempt").number(status.attempt());
        json.name("attempts").number(job.retry().attempts());
        json.name("crashes").number(status.crashes());
        json.name("cancelRequested").truth(status.cancelRequested());
        json.name("stuck").truth(stuck);
        json.name("placement").plain((type == null ? Placement.VIRTUAL : type.options().placement()).label());
        if (status.state() == JobState.RUNNING && status.lease() != null) {
            write(json.name("lease"), status.lease());
        }
        write(json.name("progress"), status.progress());
        if (whole) {
            json.name("result").raw(status.result());
        }
        write(json.name("error"), status.error());
        json.name("submittedAt").time(job.submittedAt());
        json.name("runAt").time(status.runAt());
        json.name("startedAt").time(status.startedAt());
        json.name("finishedAt").time(status.finishedAt());
        json.name("expiresAt").time(job.expiresAt());
        json.name("timeout").string(job.timeout().isZero() ? null : Durations.format(job.timeout()));
        json.name("history").open('[');
        for (Transition step : status.history()) {
            write(json, step);
        }
        return json.close(']').close('}');
    }

    /** Writes what few jobs have. */
    private static void writeRare(JsonText json, Job.Request request) {
        MoreOptions more = request.options().more();
        if (more.afterFailure() != AfterFailure.CANCEL) {
            json.name("afterFailure").string(more.afterFailure().label());
        }
        if (more.concurrencyKey() != null) {
            json.name("concurrencyKey").string(more.concurrencyKey());
        }
        if (request.origin().batch() != null) {
            json.name("batch").string(request.origin().batch().toString());
        }
        if (request.origin().parent() != null) {
            json.name("parent").string(request.origin().parent().toString());
        }
    }

    /** Writes who has the job, but not what he answers for it with. */
    private static void write(JsonText json, Lease lease) {
        json.open('{');
        json.name("number").number(lease.number());
        json.name("worker").string(lease.worker());
        json.name("until").time(lease.until());
        json.close('}');
    }

    private static void write(JsonText json, Progress progress) {
        if (progress == null) {
            json.raw(null);
            return;
        }
        json.open('{');
        json.name("fraction").number(progress.fraction());
        json.name("message").string(progress.message());
        json.name("at").time(progress.at());
        json.close('}');
    }

    private static void write(JsonText json, Transition step) {
        json.open('{');
        json.name("state").plain(step.state().label());
        if (step.attempt() > 0) {
            json.name("attempt").number(step.attempt());
        }
        json.name("at").time(step.at());
        if (step.error() != null) {
            write(json.name("error"), step.error());
        }
        json.close('}');
    }

    private static void write(JsonText json, JobError error) {
        if (error == null) {
            json.raw(null);
            return;
        }
        json.open('{');
        json.name("type").string(error.type());
        json.name("message").string(error.message());
        json.name("stack").string(error.stack());
        json.name("attempt").number(error.attempt());
        json.name("at").time(error.at());
        json.close('}');
    }
}
