package dev.meanwhile.cli;

import dev.meanwhile.demo.Demo;
import dev.meanwhile.http.Version;
import dev.meanwhile.store.JournalCheck;
import java.io.IOException;
import java.util.List;

/** The program: {@code java -jar meanwhile.jar [command] [flags]}. */
public final class Main {

    /** The exit codes, as {@link Help} documents them. */
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int MISTAKEN = 2;

    private Main() { }

    /** Does what the arguments say, and ends the process with a code that tells how that went. */
    public static void main(String[] arguments) {
        Carriers.prepare();
        int code = FAILED;
        try {
            code = run(List.of(arguments), Terminal.ofProcess());
        } catch (Throwable bug) {
            bug.printStackTrace();
        }
        // Not a return: the server's own threads, or a job that ignores its interrupt, would keep the process alive.
        System.exit(code);
    }

    /** Does what the arguments say; returns the exit code. */
    static int run(List<String> words, Terminal terminal) {
        if (Demo.isServer(words)) {
            return serveDemo(words, terminal);
        }
        var mistakes = new Mistakes();
        var arguments = Arguments.parse(words, mistakes);
        return switch (arguments.command()) {
            case HELP -> print(Help.text(), terminal);
            case VERSION -> mistakes.isEmpty() ? print("meanwhile " + Version.CURRENT + "\n", terminal) : refuse(mistakes, terminal);
            case DEMO -> mistakes.isEmpty() ? demo(arguments, terminal) : refuse(mistakes, terminal);
            case CONFIG, CHECK, SERVE -> {
                var configuration = new Loader(terminal, mistakes).load(arguments.flags());
                if (!mistakes.isEmpty()) {
                    yield refuse(mistakes, terminal);
                }
                yield switch (arguments.command()) {
                    case CONFIG -> list(configuration, arguments.json(), terminal);
                    case CHECK -> check(configuration, arguments, terminal);
                    default -> new Serve(configuration, terminal).run();
                };
            }
        };
    }

    private static int list(Configuration configuration, boolean json, Terminal terminal) {
        configuration.unknownVariables().forEach(variable -> terminal.say("warning: " + variable));
        var listing = new ConfigListing(configuration);
        return print(json ? listing.json() : listing.text(), terminal);
    }

    private static int check(Configuration configuration, Arguments arguments, Terminal terminal) {
        configuration.unknownVariables().forEach(variable -> terminal.say("warning: " + variable));
        if (configuration.data() == null) {
            terminal.say("there is nothing to check: with " + Setting.DATA.flag() + " " + Setting.NONE + " jobs are in memory only");
            return FAILED;
        }
        try {
            var check = arguments.repair() ? JournalCheck.repair(configuration.data()) : JournalCheck.examine(configuration.data());
            var listing = new CheckListing(check);
            int printed = print(arguments.json() ? listing.json() : listing.text(), terminal);
            return check.isSound() ? printed : FAILED;
        } catch (IOException unusable) {
            terminal.say(unusable.getMessage());
            return FAILED;
        }
    }

    private static int demo(Arguments arguments, Terminal terminal) {
        if (arguments.explain()) {
            return print(Demo.explanation(), terminal);
        }
        var demo = new Demo(Main.class, terminal.out(), terminal.isScreen(), terminal.isColoured());
        try {
            if (arguments.json()) {
                demo.runForPrograms(arguments.names());
            } else {
                demo.run(arguments.names());
            }
            return print("", terminal);
        } catch (Exception failed) {
            terminal.say("the demo could not go on: " + failed.getMessage());
            return FAILED;
        }
    }

    private static int serveDemo(List<String> words, Terminal terminal) {
        try {
            Demo.serve(words, terminal.out());
            return DONE;
        } catch (IOException failed) {
            terminal.say(failed.getMessage());
            return FAILED;
        }
    }

    private static int print(String text, Terminal terminal) {
        terminal.out().print(text);
        // A full disk, or nobody who reads: whoever called must not take what is missing for the whole.
        return terminal.out().checkError() ? FAILED : DONE;
    }

    private static int refuse(Mistakes mistakes, Terminal terminal) {
        mistakes.lines().forEach(terminal.err()::println);
        terminal.err().flush();
        return MISTAKEN;
    }
}
