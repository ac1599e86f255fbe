package dev.meanwhile.cli;

import dev.meanwhile.job.JobType;
import dev.meanwhile.job.QueueOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Puts together what is set in flags, variables and the file, and collects every mistake in any of them. */
final class Loader {

    private static final Path FILE = Path.of("meanwhile.json");
    private static final Origin FOUND = new Origin(Origin.Place.DEFAULT, "working directory", 0);
    private static final int MAX_TOKEN_FILE = 65_536;

    private final Terminal terminal;
    private final Mistakes mistakes;
    private final Values values = new Values();
    private final List<Row> rows = new ArrayList<>();
    private List<DeclaredType> types = List.of();
    private List<DeclaredSchedule> schedules = List.of();
    private Map<String, QueueOptions> queues = Map.of();

    Loader(Terminal terminal, Mistakes mistakes) {
        this.terminal = terminal;
        this.mistakes = mistakes;
    }

    /** Returns what is set, which is only good for anything if there was no mistake. */
    Configuration load(Map<Setting<?>, String> flags) {
        flags.forEach((setting, text) -> parse(setting, Origin.flag(setting.flag()), text));
        List<String> unknown = variables();
        if (values.get(Setting.CONFIG) == null && Files.exists(terminal.directory().resolve(FILE))) {
            values.offer(Setting.CONFIG, FILE, FOUND);
        }
        if (values.get(Setting.CONFIG) != null) {
            file(values.get(Setting.CONFIG));
        }
        token();
        Path data = values.get(Setting.DATA).equals(Setting.NONE) ? null : values.path(Setting.DATA, terminal);
        return new Configuration(values, types, schedules, queues, rows, unknown, data);
    }

    private List<String> variables() {
        var names = Setting.ALL.stream().map(Setting::variable).toList();
        var unknown = new ArrayList<String>();
        for (Setting<?> setting : Setting.ALL) {
            String text = terminal.environment().get(setting.variable());
            if (text != null) {
                parse(setting, Origin.variable(setting.variable()), text);
            }
        }
        terminal.environment().keySet().stream().sorted()
                .filter(name -> name.startsWith(Setting.PREFIX) && !names.contains(name) && !Setting.OTHER_VARIABLES.contains(name))
                .forEach(name -> unknown.add(name + " sets nothing" + suggestion(name)));
        return unknown;
    }

    /** Guesses which variable was meant, without the part all names have in common, which would make any two of them near. */
    private static String suggestion(String variable) {
        var rests = Setting.ALL.stream().map(setting -> setting.variable().substring(Setting.PREFIX.length())).toList();
        return Suggestion.of(variable.substring(Setting.PREFIX.length()), rests).replace("mean ", "mean " + Setting.PREFIX);
    }

    private void file(Path file) {
        String name = file.toString();
        var root = new Section(name, Document.read(terminal.directory().resolve(file), name, mistakes), mistakes, rows);
        Setting.ALL.stream().filter(Setting::inFile).forEach(setting -> member(setting, root));
        types = new TypeReader(Values.folder(file, terminal), mistakes).read(root.section("types"));
        schedules = new ScheduleReader(mistakes).read(root.section("schedules"));
        queues = QueueReader.read(root.section("queues"));
        checkQueues(root.section("types"));
        root.finish();
    }

    /** Finds the types whose queue is none, since a misspelt one would have no limits; or is not for them. */
    private void checkQueues(Section section) {
        for (String name : section.names()) {
            Section type = section.section(name);
            if (type.node("queue") instanceof Node.Text queue && JobType.isName(queue.value())
                    && !queues.containsKey(queue.value()) && !section.names().contains(queue.value())) {
                type.mistake("queue", "must be one of \"queues\", or the name of a type, was " + Node.quote(queue.value()));
            }
            if (type.node("queue") instanceof Node.Text queue && isOtherRemote(queue.value(), name)) {
                type.mistake("queue", "must not be that of a remote type, was " + Node.quote(queue.value()));
            }
        }
    }

    private boolean isOtherRemote(String name, String own) {
        return !name.equals(own) && types.stream().anyMatch(type -> type instanceof DeclaredType.Remote && type.name().equals(name));
    }

    private <T> void member(Setting<T> setting, Section root) {
        int dot = setting.key().lastIndexOf('.');
        Section section = dot < 0 ? root : root.section(setting.key().substring(0, dot));
        String member = setting.key().substring(dot + 1);
        if (section.has(member)) {
            offer(setting, section.origin(member), () -> setting.kind().read(section.node(member)));
        }
    }

    private <T> void parse(Setting<T> setting, Origin origin, String text) {
        offer(setting, origin, () -> setting.kind().parse(text));
    }

    private <T> void offer(Setting<T> setting, Origin origin, Supplier<T> reading) {
        try {
            values.offer(setting, reading.get(), origin);
        } catch (MisfitException misfit) {
            mistakes.add(origin, setting.key(), misfit.getMessage());
        }
    }

    /** Of a token and a token file, the one from the stronger place is in force. */
    private void token() {
        if (values.get(Setting.TOKEN_FILE) == null) {
            return;
        }
        Origin token = values.origin(Setting.TOKEN);
        Origin file = values.origin(Setting.TOKEN_FILE);
        int stronger = file.place().compareTo(token.place());
        if (stronger == 0) {
            mistakes.add(token, Setting.TOKEN.key(), "is set, and " + file + " names a file for it: only one of them can be");
        } else if (stronger < 0) {
            values.forget(Setting.TOKEN_FILE);
        } else {
            readToken(file);
        }
    }

    private void readToken(Origin origin) {
        Path file = values.path(Setting.TOKEN_FILE, terminal);
        try (var in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_TOKEN_FILE), StandardCharsets.UTF_8).strip();
            values.offer(Setting.TOKEN, Setting.TOKEN.kind().parse(text), origin);
        } catch (IOException unreadable) {
            mistakes.add(origin, Setting.TOKEN_FILE.key(), ": cannot read " + file + ": " + Reason.of(unreadable));
        } catch (MisfitException misfit) {
            mistakes.add(origin, Setting.TOKEN_FILE.key(), ": what " + file + " holds " + misfit.getMessage());
        }
    }
}
