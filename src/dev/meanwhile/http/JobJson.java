package dev.meanwhile.http;

import com.google.gson.stream.JsonWriter;
import dev.meanwhile.engine.Engine;
import dev.meanwhile.job.Durations;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobError;
import dev.meanwhile.job.JobStatus;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.Transition;
import dev.meanwhile.json.Json;
import java.io.IOException;

/** A job as JSON. */
final class JobJson {

    private final Engine engine;

    JobJson(Engine engine) {
        this.engine = engine;
    }

    /** Returns the path of a job. */
    static String path(Job job) {
        return "/v1/jobs/" + job.id();
    }

    String text(Job job) {
        return Json.write(json -> write(json, job));
    }

    void write(JsonWriter json, Job job) throws IOException {
        JobStatus status = job.status();
        var request = job.request();
        JobType type = engine.type(request.type());
        json.beginObject();
        json.name("id").value(job.id().toString());
        json.name("self").value(path(job));
        json.name("type").value(request.type());
        json.name("queue").value(request.queue());
        json.name("state").value(status.state().label());
        json.name("input").jsonValue(request.input());
        json.name("tags").beginArray();
        for (String tag : request.options().tags()) {
            json.value(tag);
        }
        json.endArray();
        json.name("key").value(request.options().key());
        json.name("priority").value(request.options().priority());
        json.name("after").beginArray().endArray();
        json.name("attempt").value(status.attempt());
        json.name("attempts").value(request.retry().attempts());
        json.name("crashes").value(status.crashes());
        json.name("cancelRequested").value(status.cancelRequested());
        json.name("stuck").value(!status.state().isFinished() && engine.isStuck(job.id()));
        json.name("placement").value((type == null ? Placement.VIRTUAL : type.options().placement()).label());
        json.name("progress");
        if (status.progress() == null) {
            json.nullValue();
        } else {
            json.beginObject();
            json.name("fraction").value(status.progress().fraction());
            json.name("message").value(status.progress().message());
            json.name("at").value(Json.time(status.progress().at()));
            json.endObject();
        }
        json.name("result");
        if (status.result() == null) {
            json.nullValue();
        } else {
            json.jsonValue(status.result());
        }
        json.name("error");
        writeError(json, status.error());
        json.name("submittedAt").value(Json.time(job.submittedAt()));
        json.name("runAt").value(Json.time(status.runAt()));
        json.name("startedAt").value(Json.time(status.startedAt()));
        json.name("finishedAt").value(Json.time(status.finishedAt()));
        json.name("expiresAt").nullValue();
        json.name("timeout").value(job.timeout().isZero() ? null : Durations.format(job.timeout()));
        json.name("history").beginArray();
        for (Transition step : status.history()) {
            writeStep(json, step);
        }
        json.endArray();
        json.endObject();
    }

    private static void writeStep(JsonWriter json, Transition step) throws IOException {
        json.beginObject();
        json.name("state").value(step.state().label());
        if (step.attempt() > 0) {
            json.name("attempt").value(step.attempt());
        }
        json.name("at").value(Json.time(step.at()));
        if (step.error() != null) {
            json.name("error");
            writeError(json, step.error());
        }
        json.endObject();
    }

    private static void writeError(JsonWriter json, JobError error) throws IOException {
        if (error == null) {
            json.nullValue();
            return;
        }
        json.beginObject();
        json.name("type").value(error.type());
        json.name("message").value(error.message());
        json.name("stack").value(error.stack());
        json.name("attempt").value(error.attempt());
        json.name("at").value(Json.time(error.at()));
        json.endObject();
    }
}
