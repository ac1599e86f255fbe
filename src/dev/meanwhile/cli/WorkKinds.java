package dev.meanwhile.cli;

import com.google.gson.JsonElement;
import dev.meanwhile.json.Json;
import dev.meanwhile.work.CommandSpec;
import dev.meanwhile.work.CommandWork;
import dev.meanwhile.work.HttpSpec;
import dev.meanwhile.work.HttpWork;
import dev.meanwhile.work.Template;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kinds of value that commands and deliveries are made of. What is right only the work knows; so each part is tried
 * in a work whose other parts are right, and a mistake is found on the part's own line.
 */
final class WorkKinds {

    private static final String SOME_URL = "http://localhost/";

    /** Scheme and host, without a user and password in front of it. */
    private static final Pattern ORIGIN = Pattern.compile("([A-Za-z]+://)(?:[^/?#]*@)?([^/?#@]+)");

    static final Kind<String> PROGRAM = new Tried("the name or path of a program",
            program -> command(List.of(program), Map.of()));

    static final Kind<String> ARGUMENT = new Tried("a text", Template::parse);

    static final Kind<String> KEY = new Tried("a template such as \"${input.customer}\"", Template::ofInput);

    /** What goes into an environment is often a secret. */
    static final Kind<String> VARIABLE = new Tried("a text", value -> command(List.of("true"), Map.of("NAME", value))) {
        @Override
        Object show(String value) {
            return Kinds.MASK;
        }
    };

    static final Kind<String> METHOD = new Tried("a method such as \"POST\"", method -> http(method, SOME_URL, Map.of(), null));

    /** Of some services, whoever knows the URL may use it; so it is shown up to the host. */
    static final Kind<String> URL = new Tried("a URL", url -> http("POST", url, Map.of(), null)) {
        @Override
        Object show(String value) {
            Matcher origin = ORIGIN.matcher(value);
            return origin.lookingAt() ? origin.group(1) + origin.group(2) + (origin.hitEnd() ? "" : "/...") : Kinds.MASK;
        }
    };

    static final Kind<JsonElement> BODY = new Kind<>("JSON", "JSON") {
        @Override
        JsonElement parse(String text) {
            throw misfit(Node.quote(text));
        }

        @Override
        JsonElement read(Node node) {
            JsonElement body = node.json();
            attempt(() -> http("POST", SOME_URL, Map.of(), body));
            return body;
        }

        @Override
        Object show(JsonElement value) {
            return Json.text(value);
        }
    };

    private WorkKinds() { }

    /** Headers of a name: their values are often secrets. */
    static Kind<String> header(String name) {
        return new Tried("a text", value -> http("POST", SOME_URL, Map.of(name, value), null)) {
            @Override
            Object show(String value) {
                return Kinds.MASK;
            }
        };
    }

    /** Tries a variable's name. */
    static void checkVariable(String name) {
        attempt(() -> command(List.of("true"), Map.of(name, "")));
    }

    private static void command(List<String> command, Map<String, String> environment) {
        new CommandWork(new CommandSpec(command, null, environment), Path.of(""), () -> null);
    }

    private static void http(String method, String url, Map<String, String> headers, JsonElement body) {
        new HttpWork(new HttpSpec(method, url, headers, body, false), null);
    }

    private static void attempt(Runnable trial) {
        try {
            trial.run();
        } catch (IllegalArgumentException refused) {
            // The name of the setting is said already.
            String said = refused.getMessage().replaceFirst("^(?:environment: |(?:url|method|command) (?=must ))", "");
            throw new MisfitException(said.startsWith("must ") ? said : ": " + said);
        }
    }

    /** Texts that {@code trial} does not throw {@link IllegalArgumentException} for. */
    private static class Tried extends Kind<String> {

        private final Consumer<String> trial;

        Tried(String form, Consumer<String> trial) {
            super("TEXT", form);
            this.trial = trial;
        }

        @Override
        String parse(String text) {
            attempt(() -> trial.accept(text));
            return text;
        }
    }
}
