package dev.meanwhile.work;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.ToNumberPolicy;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import dev.meanwhile.job.Durations;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Joins JSON and Java values. Reading is strict: {@link Shape} first finds everything that is missing, unknown or mistyped,
 * because Gson alone would leave a missing component null or zero and say nothing.
 */
public final class Binding {

    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .serializeNulls()
            .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
            .registerTypeAdapterFactory(new OptionalAdapter.Factory())
            .registerTypeAdapter(Instant.class, text(Instant::parse, Instant::toString))
            .registerTypeAdapter(Duration.class, text(Durations::parse, Duration::toString))
            .registerTypeAdapter(LocalDate.class, text(LocalDate::parse, LocalDate::toString))
            .registerTypeAdapter(LocalTime.class, text(LocalTime::parse, LocalTime::toString))
            .registerTypeAdapter(LocalDateTime.class, text(LocalDateTime::parse, LocalDateTime::toString))
            .registerTypeAdapter(OffsetDateTime.class, text(OffsetDateTime::parse, OffsetDateTime::toString))
            .registerTypeAdapter(ZonedDateTime.class, text(ZonedDateTime::parse, ZonedDateTime::toString))
            .registerTypeHierarchyAdapter(Path.class, text(Path::of, Path::toString))
            .create();

    private Binding() { }

    /**
     * Reads a value.
     *
     * @param json one JSON value
     * @throws InvalidInputException if it is not a {@code type}; says everything that is wrong, each with its pointer
     */
    public static <T> T read(String json, Class<T> type) {
        // Any value is an Object: there is nothing to be wrong, and no need of a tree to look for it.
        return type == Object.class ? GSON.fromJson(json, type) : read(Json.parse(json), type);
    }

    /**
     * Reads a value.
     *
     * @throws InvalidInputException if it is not a {@code type}; says everything that is wrong, each with its pointer
     */
    public static <T> T read(JsonElement json, Class<T> type) {
        var errors = new ArrayList<InputError>();
        new Shape(GSON, errors).check(json, type, "");
        if (!errors.isEmpty()) {
            throw new InvalidInputException(errors);
        }
        try {
            return GSON.fromJson(json, type);
        } catch (JsonParseException | IllegalArgumentException | IllegalStateException unreadable) {
            throw new InvalidInputException(List.of(new InputError("", "can not be read: " + unreadable.getMessage())));
        } catch (RuntimeException refused) {
            // Gson wraps what a record's own constructor throws, and that is for the submitter to read.
            Throwable cause = refused.getCause() == null ? refused : refused.getCause();
            throw new InvalidInputException(List.of(new InputError("", "is refused: " + cause.getMessage())));
        }
    }

    /**
     * Returns {@code type} if values can be read into it.
     *
     * @throws IllegalArgumentException if not, as when its module does not open its package; the message says what to do
     */
    static <T> Class<T> readable(Class<T> type) {
        try {
            GSON.getAdapter(type);
            return type;
        } catch (JsonParseException | IllegalArgumentException closed) {
            throw new IllegalArgumentException(type.getName() + " can not be read from JSON; a module must have: opens "
                    + type.getPackageName() + " to " + Binding.class.getModule().getName() + " (" + closed.getMessage() + ")", closed);
        }
    }

    /** Writes a value, null too. */
    public static String write(Object value) {
        return value == null ? Json.NULL : GSON.toJson(value);
    }

    private static <T> TypeAdapter<T> text(Function<String, ? extends T> parse, Function<? super T, String> format) {
        return new TypeAdapter<T>() {
            @Override
            public T read(JsonReader json) throws IOException {
                if (json.peek() != JsonToken.STRING) {
                    throw new JsonParseException("must be a string");
                }
                String text = json.nextString();
                try {
                    return parse.apply(text);
                } catch (DateTimeException | IllegalArgumentException malformed) {
                    throw new JsonParseException(malformed.getMessage());
                }
            }

            @Override
            public void write(JsonWriter json, T value) throws IOException {
                json.value(format.apply(value));
            }
        }.nullSafe();
    }
}
