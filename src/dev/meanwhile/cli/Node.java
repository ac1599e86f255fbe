package dev.meanwhile.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.meanwhile.json.Json;
import java.util.List;
import java.util.Map;

/** A JSON value and the line it is on: that of its name, if it has one. */
sealed interface Node {

    /** Returns the line, from 1. */
    int line();

    /** Returns the value, numbers with the digits they came with. */
    JsonElement json();

    /** An object, its members in the order they came in. */
    record Members(int line, Map<String, Node> members) implements Node {
        @Override
        public JsonElement json() {
            var object = new JsonObject();
            members.forEach((name, member) -> object.add(name, member.json()));
            return object;
        }
    }

    /** An array. */
    record Items(int line, List<Node> items) implements Node {
        @Override
        public JsonElement json() {
            var array = new JsonArray();
            items.forEach(item -> array.add(item.json()));
            return array;
        }
    }

    /** A string. */
    record Text(int line, String value) implements Node {
        @Override
        public JsonElement json() {
            return new JsonPrimitive(value);
        }
    }

    /** A number, as it was written. */
    record Digits(int line, String digits) implements Node {
        @Override
        public JsonElement json() {
            return Json.parse(digits);
        }
    }

    /** True or false. */
    record Truth(int line, boolean value) implements Node {
        @Override
        public JsonElement json() {
            return new JsonPrimitive(value);
        }
    }

    /** Null. */
    record Nothing(int line) implements Node {
        @Override
        public JsonElement json() {
            return JsonNull.INSTANCE;
        }
    }

    /** Returns the value as a message says it: short, and what it holds left out. */
    default String shown() {
        return switch (this) {
            case Members members -> "an object";
            case Items items -> "a list";
            case Text text -> quote(text.value());
            case Digits number -> number.digits();
            case Truth truth -> Boolean.toString(truth.value());
            case Nothing nothing -> "null";
        };
    }

    /** Returns a text as a message says it: in quotes, on one line, and cut where it gets long. */
    static String quote(String text) {
        return Json.text(new JsonPrimitive(text.length() > 60 ? text.substring(0, 60) + "..." : text));
    }
}
