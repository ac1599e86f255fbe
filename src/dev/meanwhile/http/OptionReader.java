package dev.meanwhile.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.meanwhile.job.AfterFailure;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.OnDuplicate;
import dev.meanwhile.job.RetryPolicy;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Reads what is asked for one job, option by option. What is wrong with one is put down, and the others are read all the same. For
 * use by one thread.
 */
final class OptionReader {

    /** The options there are, in the order in which they are told to who asks for another one. */
    static final List<String> NAMES = List.of("delay", "runAt", "expires", "timeout", "retry", "priority", "key", "onDuplicate",
            "concurrencyKey", "after", "afterFailure", "queue", "tags", "rerunAfterCrash");

    private static final String ATTEMPTS = "a number of attempts from 1 to 1000";

    /** What a retry policy is like where nothing is said. */
    private final RetryPolicy usual;
    private final List<InputError> errors;
    private JobOptions options = JobOptions.NONE;
    private List<UUID> after = List.of();
    private AfterFailure afterFailure = AfterFailure.CANCEL;
    /** Whether there was a delay or a time already. */
    private boolean timed;

    /** Creates a reader for a type of that retry policy, which adds what is wrong to {@code errors}. */
    OptionReader(RetryPolicy usual, List<InputError> errors) {
        this.usual = usual;
        this.errors = errors;
    }

    /** Reads one option, which is one of {@link #NAMES}. */
    void read(String name, JsonElement json) {
        try {
            options = with(name, new OptionValue(json));
        } catch (InvalidInputException outOfRange) {
            errors.addAll(outOfRange.errors());
        } catch (IllegalArgumentException mistyped) {
            errors.add(new InputError("/" + name, mistyped.getMessage()));
        }
    }

    /** Returns what was read. */
    JobOptions options() {
        return options;
    }

    private JobOptions with(String name, OptionValue value) {
        return switch (name) {
            case "delay" -> onlyOnce(options.withDelay(value.duration()));
            case "runAt" -> onlyOnce(options.withRunAt(value.time()));
            case "expires" -> value.isTime() ? options.withExpires(value.time()) : options.withExpires(value.durationOrTime());
            case "timeout" -> options.withTimeout(value.duration());
            case "retry" -> options.withRetry(retry(value));
            case "priority" -> options.withPriority(value.integer("an integer from -100 to 100"));
            case "key" -> options.withKey(value.string());
            case "onDuplicate" -> options.withOnDuplicate(value.name(OnDuplicate.class));
            case "concurrencyKey" -> options.withConcurrencyKey(value.string());
            case "after" -> {
                after = value.ids();
                yield options.withAfter(after, afterFailure);
            }
            case "afterFailure" -> {
                afterFailure = value.name(AfterFailure.class);
                yield options.withAfter(after, afterFailure);
            }
            case "queue" -> options.withQueue(value.string());
            case "tags" -> options.withTags(value.strings());
            case "rerunAfterCrash" -> options.withRerunAfterCrash(value.truth());
            default -> throw new AssertionError(name);
        };
    }

    private JobOptions onlyOnce(JobOptions started) {
        if (timed) {
            throw new IllegalArgumentException("must not be there beside the other one of delay and runAt");
        }
        timed = true;
        return started;
    }

    private RetryPolicy retry(OptionValue value) {
        if (value.isNumber()) {
            return usual.withAttempts(value.integer(ATTEMPTS));
        }
        if (!(value.json() instanceof JsonObject members)) {
            throw value.mustBe(ATTEMPTS + ", or an object such as {\"attempts\": 5, \"backoff\": \"1s\"}");
        }
        if (!members.has("attempts")) {
            errors.add(new InputError("/retry/attempts", "is required"));
        }
        RetryPolicy policy = usual;
        for (Map.Entry<String, JsonElement> member : members.entrySet()) {
            String name = member.getKey();
            try {
                policy = with(policy, name, new OptionValue(member.getValue()));
            } catch (IllegalArgumentException bad) {
                // The policy's own messages begin with the name, which the pointer says already.
                String detail = bad.getMessage().startsWith(name + " ") ? bad.getMessage().substring(name.length() + 1) : bad.getMessage();
                errors.add(new InputError("/retry/" + Submission.escaped(name), detail));
            }
        }
        return policy;
    }

    private static RetryPolicy with(RetryPolicy policy, String name, OptionValue value) {
        return switch (name) {
            case "attempts" -> policy.withAttempts(value.integer(ATTEMPTS));
            case "backoff" -> policy.withBackoff(value.duration());
            case "factor" -> policy.withFactor(value.real());
            case "cap" -> policy.withCap(value.duration());
            case "jitter" -> policy.withJitter(value.real());
            default -> throw new IllegalArgumentException("is not known; known: attempts, backoff, factor, cap, jitter");
        };
    }
}
