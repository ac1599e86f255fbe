package dev.meanwhile.work;

import com.google.gson.JsonElement;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.json.Json;

/**
 * What the placeholders of a {@link Template} stand for in one attempt.
 *
 * @param input   the job's input
 * @param id      the job's id
 * @param type    the name of its type
 * @param attempt which attempt this is, from 1
 */
record Values(JsonElement input, String id, String type, int attempt) {

    /** Stands in for an attempt that is yet to come, so that what it will make of an input can be tried beforehand. */
    static Values trial(JsonElement input) {
        return new Values(input, "00000000-0000-7000-8000-000000000000", "type", 1);
    }

    static Values of(String input, JobContext context) {
        return new Values(Json.parse(input), context.id().toString(), context.type(), context.attempt());
    }
}
