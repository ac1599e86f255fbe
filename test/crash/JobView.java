package crash;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server says of a job, as far as it is judged.
 *
 * @param state   its state, in lower case
 * @param attempt the number of the last attempt
 * @param crashes how often the server died under it
 * @param result  its result as JSON, or null
 * @param error   what its error says, or null
 * @param steps   what its history says
 * @param ended   when it ended, or null
 * @param expires when it is too late for it to begin, or null
 */
record JobView(String state, int attempt, int crashes, String result, String error, Steps steps, String ended,
        String expires) {

    /** What the server says of a job that is cancelled because another one did not succeed. */
    private static final Pattern BLAME = Pattern.compile("job ([0-9a-f-]{36}), which comes first, is (\\w+)");

    /**
     * A history.
     *
     * @param begun    how many attempts have begun
     * @param died     under how many of them the server died
     * @param stopped  how many of them a stop of the server has cut off
     * @param coherent whether every step back to the queue follows an attempt that had begun
     * @param began    when the first attempt began, or null
     * @param last     when the last one began, or null
     */
    record Steps(int begun, int died, int stopped, boolean coherent, String began, String last) {

        static Steps of(JsonObject job) {
            int begun = 0;
            int died = 0;
            int stopped = 0;
            boolean coherent = true;
            String began = null;
            String last = null;
            String before = "";
            for (JsonElement element : job.getAsJsonArray("history")) {
                JsonObject step = element.getAsJsonObject();
                String state = step.get("state").getAsString();
                String error = message(step);
                boolean deadly = error != null && error.contains("server died");
                if (state.equals("running")) {
                    begun++;
                    last = text(step, "at");
                    began = began == null ? last : began;
                }
                died += deadly ? 1 : 0;
                stopped += state.equals("queued") && before.equals("running") && error == null ? 1 : 0;
                coherent &= !deadly || before.equals("running");
                before = state;
            }
            return new Steps(begun, died, stopped, coherent, began, last);
        }
    }

    static JobView of(JsonObject job) {
        JsonElement result = job.get("result");
        return new JobView(job.get("state").getAsString(), job.get("attempt").getAsInt(), job.get("crashes").getAsInt(),
                result.isJsonNull() ? null : result.toString(), message(job), Steps.of(job), text(job, "finishedAt"),
                text(job, "expiresAt"));
    }

    private static String message(JsonObject holder) {
        return holder.get("error") instanceof JsonObject error ? text(error, "message") : null;
    }

    private static String text(JsonObject holder, String member) {
        return holder.has(member) && !holder.get(member).isJsonNull() ? holder.get(member).getAsString() : null;
    }

    boolean isFinished() {
        return switch (state) {
            case "succeeded", "failed", "cancelled", "expired" -> true;
            default -> false;
        };
    }

    boolean isSucceeded() {
        return state.equals("succeeded");
    }

    /** Returns whether an attempt was begun that made up for one the server itself had cut short. */
    boolean wasRunAgain() {
        return steps.died + steps.stopped > 0 && steps.begun > 1;
    }

    /**
     * A job that is named as the reason why another one is cancelled.
     *
     * @param id    which
     * @param state how it is said to have ended
     */
    record Blamed(UUID id, String state) { }

    /** Returns which job is said to be why it is cancelled, or null. */
    Blamed blamed() {
        Matcher blame = state.equals("cancelled") && error != null ? BLAME.matcher(error) : null;
        return blame == null || !blame.matches() ? null : new Blamed(UUID.fromString(blame.group(1)), blame.group(2));
    }
}
