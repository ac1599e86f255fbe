package dev.meanwhile.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the program can be told to do. */
enum Command {

    SERVE("run the server; this is what happens without a command, too"),
    CONFIG("list what is set and where each value came from; with --json for programs"),
    CHECK("examine the data folder of a stopped server; with --repair set aside what is damaged"),
    DEMO("run small servers of eight kinds side by side, or a lesson; --explain says what to read"),
    VERSION("print the version"),
    HELP("print this help");

    private final String meaning;

    Command(String meaning) {
        this.meaning = meaning;
    }

    static Optional<Command> named(String word) {
        return Arrays.stream(values()).filter(command -> command.word().equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Command::word).toList();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String meaning() {
        return meaning;
    }
}
