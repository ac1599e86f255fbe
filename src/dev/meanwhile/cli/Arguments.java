package dev.meanwhile.cli;

import dev.meanwhile.demo.Demo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was typed after the program's name.
 *
 * @param command what to do
 * @param flags   the settings given, as they were written
 * @param json    whether the result is for programs
 * @param repair  whether what is damaged is to be set aside
 * @param explain whether the demo is to be explained and not run
 * @param names   what of the demo is to be seen
 */
record Arguments(Command command, Map<Setting<?>, String> flags, boolean json, boolean repair, boolean explain, List<String> names) {

    private static final String JSON = "--json";
    private static final String REPAIR = "--repair";
    private static final String EXPLAIN = "--explain";

    /** Reads arguments. Of those that ask for help, the rest does not matter. */
    static Arguments parse(List<String> arguments, Mistakes mistakes) {
        return new Parser(arguments, mistakes).parse();
    }

    /** Goes through the arguments from the first to the last. */
    private static final class Parser {

        private final List<String> arguments;
        private final Mistakes mistakes;
        private final Map<Setting<?>, String> flags = new LinkedHashMap<>();
        private final List<String> names = new ArrayList<>();
        private Command command;
        private boolean json;
        private boolean repair;
        private boolean explain;
        private int at;

        Parser(List<String> arguments, Mistakes mistakes) {
            this.arguments = arguments;
            this.mistakes = mistakes;
        }

        Arguments parse() {
            while (at < arguments.size()) {
                String argument = arguments.get(at++);
                switch (argument) {
                    case "-h", "--help", "help" -> {
                        return new Arguments(Command.HELP, Map.of(), false, false, false, List.of());
                    }
                    case "--version" -> command = Command.VERSION;
                    case JSON -> json = true;
                    case REPAIR -> repair = true;
                    case EXPLAIN -> explain = true;
                    default -> {
                        if (argument.startsWith("-")) {
                            flag(argument);
                        } else {
                            word(argument);
                        }
                    }
                }
            }
            Command chosen = Optional.ofNullable(command).orElse(Command.SERVE);
            if (json && !Set.of(Command.CONFIG, Command.CHECK, Command.DEMO).contains(chosen)) {
                mistakes.addUsage(JSON + " goes with config, check and demo only");
            }
            if (repair && chosen != Command.CHECK) {
                mistakes.addUsage(REPAIR + " goes with check only");
            }
            if (explain && chosen != Command.DEMO) {
                mistakes.addUsage(EXPLAIN + " goes with demo only");
            }
            if (chosen == Command.DEMO) {
                demo();
            }
            return new Arguments(chosen, flags, json, repair, explain, List.copyOf(names));
        }

        private void demo() {
            flags.keySet().forEach(setting -> mistakes.addUsage(setting.flag() + " does not go with demo, which sets everything itself"));
            if (json && (explain || names.stream().anyMatch(Demo.lessons()::contains))) {
                mistakes.addUsage(JSON + " goes with the contest of demo only, not with --explain or a lesson");
            }
        }

        private void word(String word) {
            Optional<Command> named = Command.named(word);
            if (command == Command.DEMO) {
                name(word);
            } else if (command != null) {
                mistakes.addUsage("one argument too many: " + word);
            } else if (named.isEmpty()) {
                mistakes.addUsage("unknown command " + word + Suggestion.of(word, Command.words()));
            } else {
                command = named.get();
            }
        }

        private void name(String word) {
            List<String> known = Stream.concat(Demo.servers().stream(), Demo.lessons().stream()).toList();
            if (known.contains(word)) {
                names.add(word);
            } else {
                mistakes.addUsage("demo has no " + word + Suggestion.of(word, known));
            }
        }

        private void flag(String argument) {
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            Optional<Setting<?>> known = Setting.ALL.stream().filter(setting -> setting.flag().equals(name)).findFirst();
            if (known.isEmpty()) {
                skipValue(equals);
                mistakes.addUsage("unknown flag " + name + Suggestion.of(name, names()));
                return;
            }
            Setting<?> setting = known.get();
            if (!setting.hasFlag()) {
                skipValue(equals);
                mistakes.addUsage("there is no " + name + ", for everybody sees the arguments of a process: set " + setting.variable()
                        + ", or give the file it is in with " + Setting.TOKEN_FILE.flag());
            } else if (equals < 0 && !setting.kind().isSwitch() && !hasValue()) {
                mistakes.addUsage(name + " needs a value: " + name + " " + setting.kind().placeholder());
            } else {
                String value = equals >= 0 ? argument.substring(equals + 1) : setting.kind().isSwitch() ? "true" : arguments.get(at++);
                if (flags.put(setting, value) != null) {
                    mistakes.addUsage(name + " is given twice");
                }
            }
        }

        /** Whether something follows that is a value; one that begins with a dash must be joined to its flag by "=". */
        private boolean hasValue() {
            return at < arguments.size() && !arguments.get(at).startsWith("-");
        }

        /** Goes past what may be the value of a flag that takes none, so that it is not a second mistake. */
        private void skipValue(int equals) {
            if (equals < 0 && hasValue() && Command.named(arguments.get(at)).isEmpty()) {
                at++;
            }
        }

        private static List<String> names() {
            var names = new ArrayList<>(List.of("--help", "--version", JSON, REPAIR, EXPLAIN));
            Setting.ALL.stream().filter(Setting::hasFlag).map(Setting::flag).forEach(names::add);
            return names;
        }
    }
}
