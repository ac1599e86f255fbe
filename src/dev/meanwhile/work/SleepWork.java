package dev.meanwhile.work;

import com.google.gson.JsonElement;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.Work;
import dev.meanwhile.json.Json;
import java.util.Set;

/** Waits, as work mostly does: {@code {"seconds": 3}}, up to a year. */
final class SleepWork implements Work {

    private static final double YEAR = 365 * 86_400;

    @Override
    public Kind kind() {
        return Kind.JAVA;
    }

    @Override
    public void check(String input) {
        seconds(input);
    }

    @Override
    public String run(String input, JobContext context) throws InterruptedException {
        JsonElement seconds = seconds(input);
        Thread.sleep(Math.round(seconds.getAsDouble() * 1000));
        return "{\"slept\":" + Json.text(seconds) + "}";
    }

    private static JsonElement seconds(String input) {
        var members = new Members(input, Set.of("seconds"));
        JsonElement seconds = members.number("seconds", 0, YEAR, false);
        members.end();
        return seconds;
    }
}
