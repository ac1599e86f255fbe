package dev.meanwhile.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.meanwhile.engine.Batch;
import dev.meanwhile.engine.Batches;
import dev.meanwhile.engine.Member;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.JobType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Reads the body of {@code POST /v1/batches}: jobs as they are submitted, which may name each other by their {@code ref}. For use
 * by one thread.
 */
final class BatchSubmission {

    private static final int MAX_REF = 255;
    private static final String FORM = "{\"jobs\": [{\"type\": \"sleep\"}]}";

    private final List<JsonObject> jobs = new ArrayList<>();
    private final Map<String, Integer> refs = new HashMap<>();

    private BatchSubmission() { }

    /**
     * Reads a batch.
     *
     * @param types returns the type of a name, or null
     * @param ids   returns so many ids, in rising order
     * @throws ProblemException 422 if something is wrong with them
     */
    static Batch of(JsonElement body, Function<String, JobType> types, IntFunction<List<UUID>> ids) {
        var batch = new BatchSubmission();
        batch.readRefs(body);
        List<UUID> all = ids.apply(1 + batch.jobs.size());
        List<UUID> own = batch.inOrder(all.subList(1, all.size()));
        var members = new ArrayList<Member>();
        for (int i = 0; i < batch.jobs.size(); i++) {
            members.add(batch.member(i, own, types));
        }
        return new Batch(all.getFirst(), members);
    }

    private void readRefs(JsonElement body) {
        if (!(body instanceof JsonObject members)) {
            throw invalid("", "must be an object such as " + FORM);
        }
        for (String name : members.keySet()) {
            if (!name.equals("jobs")) {
                throw invalid("/" + Submission.escaped(name), "is not known; known: jobs");
            }
        }
        if (!(members.get("jobs") instanceof JsonArray array)) {
            throw invalid("/jobs", members.has("jobs") ? "must be an array, as in " + FORM : "is required");
        }
        if (array.isEmpty() || array.size() > Batches.MOST) {
            throw invalid("/jobs", "must be 1 to " + Batches.MOST + ", were " + array.size());
        }
        for (JsonElement element : array) {
            if (!(element instanceof JsonObject job)) {
                throw invalid("/jobs/" + jobs.size(), "must be an object such as {\"type\": \"sleep\"}");
            }
            // Taken out: it is of the batch, and a job by itself has none.
            JsonElement ref = job.remove("ref");
            if (ref != null && !ref.isJsonNull()) {
                String name = ref instanceof JsonPrimitive text && text.isString() ? text.getAsString() : "";
                if (name.isEmpty() || name.length() > MAX_REF) {
                    throw invalid("/jobs/" + jobs.size() + "/ref", "must be a string of 1 to " + MAX_REF + " characters");
                }
                Integer other = refs.putIfAbsent(name, jobs.size());
                if (other != null) {
                    throw invalid("/jobs/" + jobs.size() + "/ref", "is that of /jobs/" + other + " as well");
                }
            }
            jobs.add(job);
        }
    }

    /** Gives out ids such that a member's is higher than those of the members it runs after; in the order given, if that is so then. */
    private List<UUID> inOrder(List<UUID> ids) {
        int[] left = new int[jobs.size()];
        var next = new ArrayList<List<Integer>>();
        jobs.forEach(job -> next.add(new ArrayList<>()));
        for (int i = 0; i < jobs.size(); i++) {
            for (String name : names(jobs.get(i))) {
                Integer first = refs.get(name);
                if (first != null) {
                    left[i]++;
                    next.get(first).add(i);
                }
            }
        }
        var ready = new ArrayDeque<Integer>();
        for (int i = 0; i < left.length; i++) {
            if (left[i] == 0) {
                ready.add(i);
            }
        }
        var own = new UUID[left.length];
        int given = 0;
        for (Integer one = ready.poll(); one != null; one = ready.poll()) {
            own[one] = ids.get(given++);
            for (int i : next.get(one)) {
                if (--left[i] == 0) {
                    ready.add(i);
                }
            }
        }
        if (given < own.length) {
            int first = 0;
            while (own[first] != null) {
                first++;
            }
            throw invalid("/jobs/" + first + "/after", "waits for itself, by way of others of the batch");
        }
        return List.of(own);
    }

    /** Returns what a job names as coming first, as far as it can be read. */
    private static List<String> names(JsonObject job) {
        var names = new ArrayList<String>();
        if (job.get("after") instanceof JsonArray after) {
            for (JsonElement name : after) {
                if (name instanceof JsonPrimitive text && text.isString()) {
                    names.add(text.getAsString());
                }
            }
        }
        return names;
    }

    private Member member(int number, List<UUID> ids, Function<String, JobType> types) {
        JsonObject job = jobs.get(number);
        String pointer = "/jobs/" + number;
        if (job.get("after") instanceof JsonArray after) {
            for (int i = 0; i < after.size(); i++) {
                String name = after.get(i) instanceof JsonPrimitive text && text.isString() ? text.getAsString() : "";
                Integer ref = refs.get(name);
                if (ref == null && JobRoutes.id(name) == null) {
                    throw invalid(pointer + "/after/" + i, "is neither the ref of a job of this batch nor the id of one, was "
                            + OptionValue.shown(after.get(i).toString()));
                }
                if (ref != null) {
                    after.set(i, new JsonPrimitive(ids.get(ref).toString()));
                }
            }
        }
        try {
            Submission read = Submission.of(job, types);
            return new Member(ids.get(number), read.type(), read.input(), read.options());
        } catch (ProblemException wrong) {
            throw wrong.below(pointer);
        }
    }

    private static ProblemException invalid(String pointer, String detail) {
        return ProblemException.invalid(List.of(new InputError(pointer, detail)));
    }
}
