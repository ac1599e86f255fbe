package dev.meanwhile.work;

import com.google.gson.JsonElement;
import dev.meanwhile.job.InputError;
import dev.meanwhile.job.InvalidInputException;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.job.Work;
import dev.meanwhile.json.Json;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Runs a program of the operating system, without a shell, with {@code {"id","type","attempt","input"}} on its stdin, and with
 * {@code "after"} if other jobs came first: their results by their ids.
 *
 * <p>Exit code 0 is success. What the program prints is the job's log, and may be its progress and its result. An
 * attempt that is interrupted ends with SIGTERM to all its processes, SIGKILL after five seconds to what is left, and
 * only when nothing is left.
 */
public final class CommandWork implements Work {

    /** How commands run unless the configuration says otherwise: 64 at once, for each costs a platform thread of the JDK. */
    public static final TypeOptions OPTIONS = TypeOptions.DEFAULT.withConcurrency(64);

    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Arguments are encoded in this one; the locale of the server decides which it is. */
    private static final Charset ARGUMENTS = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), Charset.defaultCharset());

    private final CommandSpec spec;
    private final List<Template> arguments;
    private final Path spool;
    private final Supplier<String> serverUrl;
    private final Duration grace;

    /**
     * Creates work.
     *
     * @param spec      what to run
     * @param spool     the folder for what goes in, created when it is missing; a file in it has a name only while its
     *                  program is being started
     * @param serverUrl gives the server's own URL, once it is known; null until then
     * @throws IllegalArgumentException if there is no program, the program has a placeholder, or a template is malformed
     */
    public CommandWork(CommandSpec spec, Path spool, Supplier<String> serverUrl) {
        this(spec, spool, serverUrl, GRACE);
    }

    CommandWork(CommandSpec spec, Path spool, Supplier<String> serverUrl, Duration grace) {
        this.spec = spec;
        this.arguments = spec.command().stream().map(Template::parse).toList();
        this.spool = spool;
        this.serverUrl = serverUrl;
        this.grace = grace;
        if (arguments.isEmpty() || spec.command().getFirst().isBlank()) {
            throw new IllegalArgumentException("command names no program");
        }
        if (!arguments.getFirst().isConstant()) {
            throw new IllegalArgumentException("the program, \"" + spec.command().getFirst() + "\", must not have a placeholder");
        }
        if (spec.command().stream().anyMatch(argument -> argument.contains("\0"))) {
            throw new IllegalArgumentException("command must not contain a NUL character");
        }
        CommandEnvironment.check(spec.environment());
    }

    @Override
    public Kind kind() {
        return Kind.COMMAND;
    }

    @Override
    public void check(String input) {
        JsonElement value = Json.parse(input);
        var errors = new ArrayList<InputError>();
        for (Template argument : arguments) {
            argument.check(value).stream().filter(error -> !errors.contains(error)).forEach(errors::add);
        }
        if (errors.isEmpty()) {
            arguments(Values.trial(value));
        } else {
            throw new InvalidInputException(errors);
        }
    }

    @Override
    public String run(String input, JobContext context) throws Exception {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var builder = new ProcessBuilder(arguments(Values.of(input, context)));
        builder.directory(spec.directory() == null ? null : spec.directory().toFile());
        CommandEnvironment.fill(builder.environment(), spec.environment(), context, serverUrl.get());
        try (var stdin = StdinFile.create(spool, stdin(input, context))) {
            return CommandAttempt.run(builder, stdin, context, grace);
        }
    }

    private List<String> arguments(Values values) {
        var rendered = new ArrayList<String>(arguments.size());
        for (Template argument : arguments) {
            String text = argument.text(values);
            // The one character that no argument can hold; an exec would end the argument there.
            require(text.indexOf('\0') < 0, rendered.size(), "would contain a NUL character");
            require(ARGUMENTS.newEncoder().canEncode(text), rendered.size(), "can not be written in " + ARGUMENTS
                    + ", the character set of the server's locale; start the server with LANG=C.UTF-8");
            rendered.add(text);
        }
        return rendered;
    }

    private static void require(boolean holds, int argument, String detail) {
        if (!holds) {
            throw new InvalidInputException(List.of(new InputError("", "is impossible: argument " + argument + " " + detail)));
        }
    }

    private static String stdin(String input, JobContext context) {
        return Json.write(json -> {
            json.beginObject();
            json.name("id").value(context.id().toString());
            json.name("type").value(context.type());
            json.name("attempt").value(context.attempt());
            json.name("input").jsonValue(input);
            Map<UUID, String> after = context.after();
            if (!after.isEmpty()) {
                json.name("after").beginObject();
                for (Map.Entry<UUID, String> first : after.entrySet()) {
                    json.name(first.getKey().toString()).jsonValue(first.getValue());
                }
                json.endObject();
            }
            json.endObject();
        });
    }
}
