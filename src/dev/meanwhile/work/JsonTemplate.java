package dev.meanwhile.work;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.meanwhile.job.InputError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON whose strings are {@link Template}s; the names of its members are not. Immutable. */
sealed interface JsonTemplate {

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if a string in it is no template
     */
    static JsonTemplate parse(JsonElement json) {
        if (json.isJsonObject()) {
            var members = new LinkedHashMap<String, JsonTemplate>();
            json.getAsJsonObject().entrySet().forEach(member -> members.put(member.getKey(), parse(member.getValue())));
            return new Members(members);
        }
        if (json.isJsonArray()) {
            return new Elements(json.getAsJsonArray().asList().stream().map(JsonTemplate::parse).toList());
        }
        boolean isString = json.isJsonPrimitive() && json.getAsJsonPrimitive().isString();
        return isString ? new Text(Template.parse(json.getAsString())) : new Constant(json);
    }

    JsonElement json(Values values);

    List<InputError> check(JsonElement input);

    record Constant(JsonElement value) implements JsonTemplate {
        @Override
        public JsonElement json(Values values) {
            return value;
        }

        @Override
        public List<InputError> check(JsonElement input) {
            return List.of();
        }
    }

    record Text(Template template) implements JsonTemplate {
        @Override
        public JsonElement json(Values values) {
            return template.json(values);
        }

        @Override
        public List<InputError> check(JsonElement input) {
            return template.check(input);
        }
    }

    record Elements(List<JsonTemplate> elements) implements JsonTemplate {
        @Override
        public JsonElement json(Values values) {
            var array = new JsonArray(elements.size());
            elements.forEach(element -> array.add(element.json(values)));
            return array;
        }

        @Override
        public List<InputError> check(JsonElement input) {
            var errors = new ArrayList<InputError>();
            elements.forEach(element -> errors.addAll(element.check(input)));
            return errors;
        }
    }

    record Members(Map<String, JsonTemplate> members) implements JsonTemplate {
        @Override
        public JsonElement json(Values values) {
            var object = new JsonObject();
            members.forEach((name, member) -> object.add(name, member.json(values)));
            return object;
        }

        @Override
        public List<InputError> check(JsonElement input) {
            var errors = new ArrayList<InputError>();
            members.values().forEach(member -> errors.addAll(member.check(input)));
            return errors;
        }
    }
}
