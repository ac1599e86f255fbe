package crash;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * What the server says of a job, as far as it is judged.
 *
 * @param state    its state, in lower case
 * @param attempt  the number of the last attempt
 * @param crashes  how often the server died under it
 * @param result   its result as JSON, or null
 * @param error    what its error says, or null
 * @param begun    how many attempts its history says have begun
 * @param died     under how many of them it says the server died
 * @param stopped  how many of them it says a stop of the server has cut off
 * @param coherent whether every step back to the queue follows an attempt that had begun
 */
record JobView(String state, int attempt, int crashes, String result, String error, int begun, int died, int stopped,
        boolean coherent) {

    static JobView of(JsonObject job) {
        int begun = 0;
        int died = 0;
        int stopped = 0;
        boolean coherent = true;
        String before = "";
        for (JsonElement element : job.getAsJsonArray("history")) {
            JsonObject step = element.getAsJsonObject();
            String state = step.get("state").getAsString();
            String error = message(step);
            boolean deadly = error != null && error.contains("server died");
            begun += state.equals("running") ? 1 : 0;
            died += deadly ? 1 : 0;
            stopped += state.equals("queued") && before.equals("running") && error == null ? 1 : 0;
            coherent &= !deadly || before.equals("running");
            before = state;
        }
        JsonElement result = job.get("result");
        return new JobView(job.get("state").getAsString(), job.get("attempt").getAsInt(), job.get("crashes").getAsInt(),
                result.isJsonNull() ? null : result.toString(), message(job), begun, died, stopped, coherent);
    }

    private static String message(JsonObject holder) {
        return holder.get("error") instanceof JsonObject error && !error.get("message").isJsonNull()
                ? error.get("message").getAsString() : null;
    }

    boolean isFinished() {
        return switch (state) {
            case "succeeded", "failed", "cancelled", "expired" -> true;
            default -> false;
        };
    }

    /** Returns whether an attempt was begun that made up for one the server itself had cut short. */
    boolean wasRunAgain() {
        return died + stopped > 0 && begun > 1;
    }
}
