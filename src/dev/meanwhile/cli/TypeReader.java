package dev.meanwhile.cli;

import dev.meanwhile.job.JobType;
import dev.meanwhile.job.Placement;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.TypeOptions;
import dev.meanwhile.work.CommandSpec;
import dev.meanwhile.work.CommandWork;
import dev.meanwhile.work.HttpSpec;
import dev.meanwhile.work.HttpWork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads the job types of a configuration file. */
final class TypeReader {

    private static final List<String> COMMANDS_ONLY = List.of("directory", "environment", "placement");
    private static final int MAX_ATTEMPTS = 1000;
    private static final Kind<Integer> ATTEMPTS = Numbers.count(1, MAX_ATTEMPTS);
    private static final Kind<Integer> RETRY = Numbers.count(1, MAX_ATTEMPTS,
            "a number of attempts from 1 to " + MAX_ATTEMPTS + ", or an object such as {\"attempts\": 3, \"backoff\": \"10s\"}");
    private static final Kind<Placement> PLACEMENT = Kinds.choice(List.of(Placement.values()));
    private static final Kind<String> QUEUE = new Kind<>("QUEUE", "the name of a queue: " + JobType.NAME_FORM) {
        @Override
        String parse(String text) {
            if (JobType.isName(text)) {
                return text;
            }
            throw misfit(Node.quote(text));
        }
    };
    private static final Kind<Integer> CONCURRENCY = Numbers.count(1, TypeOptions.MAX_CONCURRENCY);

    private final Path folder;
    private final Mistakes mistakes;

    /** Creates a reader of a file in {@code folder}. */
    TypeReader(Path folder, Mistakes mistakes) {
        this.folder = folder;
        this.mistakes = mistakes;
    }

    /** Returns the types without a mistake, in their order. */
    List<DeclaredType> read(Section types) {
        var declared = new ArrayList<DeclaredType>();
        for (String name : types.names()) {
            int before = mistakes.count();
            checkName(name, types);
            DeclaredType type = type(name, types);
            if (mistakes.count() == before) {
                declared.add(type);
            }
        }
        return declared;
    }

    /** Returns a type, which is only good for anything if there was no mistake. */
    private DeclaredType type(String name, Section types) {
        Section type = types.section(name);
        boolean command = type.has("command");
        boolean http = type.has("http");
        boolean remote = type.has("remote") && type.read("remote", Kinds.TRUTH, true);
        int kinds = (command ? 1 : 0) + (http ? 1 : 0) + (remote ? 1 : 0);
        if (types.isObject(name) && kinds != 1) {
            types.mistake(name, kinds == 0 ? "must have a command, http, or \"remote\": true"
                    : "must have only one of command, http and remote");
        }
        HttpSpec request = http ? http(type) : null;
        if (!command && kinds > 0) {
            if (remote && type.has("queue")) {
                type.mistake("queue", "is not for remote types: workers ask for their jobs by the type");
            }
            COMMANDS_ONLY.stream().filter(type::has).forEach(key -> type.mistake(key, "is for commands only"));
            return http ? new DeclaredType.Http(name, request, options(type, HttpWork.OPTIONS))
                    : new DeclaredType.Remote(name, options(type, TypeOptions.DEFAULT));
        }
        return new DeclaredType.Command(name, command(type), options(type, CommandWork.OPTIONS));
    }

    private static void checkName(String name, Section types) {
        try {
            var anyWork = new CommandWork(new CommandSpec(List.of("true"), null, Map.of()), Path.of(""), () -> null);
            new JobType(name, anyWork, TypeOptions.DEFAULT);
        } catch (IllegalArgumentException bad) {
            types.mistake(name, ": " + bad.getMessage());
        }
    }

    private CommandSpec command(Section type) {
        List<String> command = type.list("command", WorkKinds.ARGUMENT);
        if (type.has("command")) {
            type.row("command", String.join(" ", command.stream().map(String::valueOf).toList()));
            checkProgram(type, command);
        }
        var environment = new LinkedHashMap<String, String>();
        Section variables = type.section("environment");
        for (String name : variables.names()) {
            try {
                WorkKinds.checkVariable(name);
                environment.put(name, variables.read(name, WorkKinds.VARIABLE, ""));
            } catch (MisfitException bad) {
                variables.mistake(name, bad.getMessage());
            }
        }
        return new CommandSpec(command.stream().filter(Objects::nonNull).toList(), directory(type), environment);
    }

    private static void checkProgram(Section type, List<String> command) {
        if (command.isEmpty() && type.node("command") instanceof Node.Items) {
            type.mistake("command", "must be a list of a program and its arguments, was empty");
        } else if (!command.isEmpty() && command.getFirst() != null) {
            try {
                WorkKinds.PROGRAM.parse(command.getFirst());
            } catch (MisfitException bad) {
                type.mistake("command", bad.getMessage());
            }
        }
    }

    private Path directory(Section type) {
        Path given = type.read("directory", Kinds.PATH, null);
        if (given == null) {
            return null;
        }
        Path directory = folder.resolve(given).toAbsolutePath();
        if (!Files.isDirectory(directory)) {
            type.mistake("directory", "must be a folder that is there, was " + Node.quote(given.toString()));
        }
        return directory;
    }

    private HttpSpec http(Section type) {
        Section http = type.section("http");
        if (type.isObject("http") && !http.has("url")) {
            type.mistake("http", "must have a url");
        }
        String method = http.read("method", WorkKinds.METHOD, "POST");
        String url = http.read("url", WorkKinds.URL, null);
        var headers = new LinkedHashMap<String, String>();
        Section fields = http.section("headers");
        fields.names().forEach(name -> headers.put(name, fields.read(name, WorkKinds.header(name), "")));
        return new HttpSpec(method, Objects.requireNonNullElse(url, ""), headers, http.read("body", WorkKinds.BODY, null),
                http.read("followRedirects", Kinds.TRUTH, false));
    }

    private static TypeOptions options(Section type, TypeOptions otherwise) {
        String queue = type.read("queue", QUEUE, otherwise.queue());
        if (queue != null && type.has("concurrency")) {
            type.mistake("concurrency", "is for a queue of the type's own: set it in queues." + queue);
        }
        return otherwise
                .withQueue(queue)
                .withConcurrencyKey(type.read("concurrencyKey", WorkKinds.KEY, otherwise.concurrencyKey()))
                .withTimeout(type.read("timeout", Kinds.DURATION, otherwise.timeout()))
                .withRetry(retry(type, otherwise.retry()))
                .withConcurrency(type.read("concurrency", CONCURRENCY, otherwise.concurrency()))
                .withPlacement(type.read("placement", PLACEMENT, otherwise.placement()));
    }

    private static RetryPolicy retry(Section type, RetryPolicy otherwise) {
        if (!type.isObject("retry")) {
            return otherwise.withAttempts(type.read("retry", RETRY, otherwise.attempts()));
        }
        Section retry = type.section("retry");
        if (!retry.has("attempts")) {
            type.mistake("retry", "must have a number of attempts");
        }
        return new RetryPolicy(
                retry.read("attempts", ATTEMPTS, otherwise.attempts()),
                retry.read("backoff", Kinds.DURATION, otherwise.backoff()),
                retry.read("factor", Numbers.number(1, 100), otherwise.factor()),
                retry.read("cap", Kinds.DURATION, otherwise.cap()),
                retry.read("jitter", Numbers.number(0, 1), otherwise.jitter()));
    }
}
