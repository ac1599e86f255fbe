package dev.meanwhile.work;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.meanwhile.job.InputError;
import dev.meanwhile.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text with places for the values of an attempt. Immutable.
 *
 * <pre>
 * ${input}               the whole input
 * ${input.a.0.b}         a member of it; a number is an index where there is an array
 * ${input.width:-200}    the same, or 200 where it is missing or null
 * ${id} ${type} ${attempt}
 * $${                    the two characters ${
 * </pre>
 *
 * <p>A default goes up to the next closing brace. A value is never looked at for placeholders again, and each place
 * that uses a template decides how a value is written there, so no value can break out of its place.
 */
public final class Template {

    private final List<Part> parts;

    private Template(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * Reads a template.
     *
     * @param text the text
     * @return the template
     * @throws IllegalArgumentException if a placeholder is not as above; the message has the text and the column
     */
    public static Template parse(String text) {
        return new Template(new TemplateParser(text).parts());
    }

    /**
     * Reads a template that is filled in before there is an attempt, or a job: from the input and the type alone.
     *
     * @param text the text
     * @return the template
     * @throws IllegalArgumentException if it is no template, or one that needs more; the message says so
     */
    public static Template ofInput(String text) {
        Template template = parse(text);
        for (Part part : template.parts) {
            if (part instanceof Placeholder place && (place.source() == Fact.ID || place.source() == Fact.ATTEMPT)) {
                throw new IllegalArgumentException("template \"" + text + "\": must be made of the input and the type only");
            }
        }
        return template;
    }

    /**
     * Renders a template that is {@linkplain #ofInput of the input}.
     *
     * @param type  the name of the type
     * @param input one JSON value, which has all that is needed
     * @return the text
     */
    public String text(String type, String input) {
        return text(new Values(Json.parse(input), null, type, 0));
    }

    /**
     * Checks that an input has a value for every placeholder without a default. Null is no value, but for
     * {@code ${input}} itself.
     *
     * @param input one JSON value
     * @return an error for each that has none
     */
    public List<InputError> check(String input) {
        return check(Json.parse(input));
    }

    List<InputError> check(JsonElement input) {
        var errors = new ArrayList<InputError>();
        for (Part part : parts) {
            if (part instanceof Placeholder place && place.isMissing(Values.trial(input))) {
                errors.add(new InputError(place.pointer(), "is required"));
            }
        }
        return errors;
    }

    /** Returns whether this template is the same text whatever the values. */
    boolean isConstant() {
        return parts.stream().allMatch(Literal.class::isInstance);
    }

    /** Returns the text before the first placeholder. */
    String prefix() {
        return parts.isEmpty() || !(parts.getFirst() instanceof Literal literal) ? "" : literal.text();
    }

    /** Renders one text: strings bare, numbers with the digits they came with, objects and arrays as compact JSON. */
    String text(Values values) {
        return parts.stream().map(part -> part.text(values)).collect(Collectors.joining());
    }

    /** Renders a part of a URL: of the values, everything but RFC 3986's unreserved characters is percent-encoded. */
    String url(Values values) {
        return parts.stream()
                .map(part -> part instanceof Literal literal ? literal.text() : percentEncoded(part.text(values)))
                .collect(Collectors.joining());
    }

    /** Renders a part of a URL with {@code value} for every placeholder. */
    String urlWith(String value) {
        return parts.stream().map(part -> part instanceof Literal literal ? literal.text() : value).collect(Collectors.joining());
    }

    /** Renders a JSON value: where one placeholder is all there is, its value as it is; else a string. */
    JsonElement json(Values values) {
        return parts.size() == 1 && parts.getFirst() instanceof Placeholder place
                ? place.json(values)
                : new JsonPrimitive(text(values));
    }

    static String percentEncoded(String value) {
        var encoded = new StringBuilder(value.length() + 16);
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return encoded.toString();
    }

    /** A piece of a template. */
    sealed interface Part {
        String text(Values values);
    }

    record Literal(String text) implements Part {
        @Override
        public String text(Values values) {
            return text;
        }
    }

    /** A place for a value. */
    record Placeholder(Source source, String fallback) implements Part {

        boolean isMissing(Values values) {
            return fallback == null && source.value(values) == null;
        }

        String pointer() {
            return source.pointer();
        }

        @Override
        public String text(Values values) {
            JsonElement value = source.value(values);
            if (value == null) {
                return required();
            }
            return value.isJsonPrimitive() ? value.getAsString() : Json.text(value);
        }

        /** A default that is a JSON number, boolean or null is that value here; any other is a string. */
        JsonElement json(Values values) {
            JsonElement value = source.value(values);
            if (value != null) {
                return value;
            }
            return TemplateParser.isBareJson(required()) ? Json.parse(fallback) : new JsonPrimitive(fallback);
        }

        private String required() {
            if (fallback == null) {
                throw new IllegalArgumentException("input" + pointer() + " is required");
            }
            return fallback;
        }
    }

    /** Where a value comes from. */
    sealed interface Source {

        /** Returns the value, or null where there is none. */
        JsonElement value(Values values);

        /** Returns where in the input it comes from, as a JSON Pointer. */
        default String pointer() {
            return "";
        }
    }

    enum Fact implements Source {
        ID {
            @Override
            public JsonElement value(Values values) {
                return new JsonPrimitive(values.id());
            }
        },
        TYPE {
            @Override
            public JsonElement value(Values values) {
                return new JsonPrimitive(values.type());
            }
        },
        ATTEMPT {
            @Override
            public JsonElement value(Values values) {
                return new JsonPrimitive(values.attempt());
            }
        }
    }

    record Member(List<String> path) implements Source {

        @Override
        public JsonElement value(Values values) {
            JsonElement value = values.input();
            for (String name : path) {
                value = step(value, name);
            }
            boolean none = value == null || value.isJsonNull() && !path.isEmpty();
            return none ? null : value;
        }

        @Override
        public String pointer() {
            return path.stream().map(name -> "/" + Members.escaped(name)).collect(Collectors.joining());
        }

        private static JsonElement step(JsonElement value, String name) {
            if (value != null && value.isJsonObject()) {
                return value.getAsJsonObject().get(name);
            }
            if (value != null && value.isJsonArray() && TemplateParser.isIndex(name)) {
                int index = Integer.parseInt(name);
                return index < value.getAsJsonArray().size() ? value.getAsJsonArray().get(index) : null;
            }
            return null;
        }
    }
}
