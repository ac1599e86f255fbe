package dev.meanwhile.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What is wrong with what was typed and set: collected, so that all of it is said at once. */
final class Mistakes {

    private record Mistake(int line, String text) { }

    private final List<Mistake> mistakes = new ArrayList<>();
    private boolean usage;

    /** Adds a mistake in a setting: {@code what} goes on after the setting's name, as in {@code must be ...}. */
    void add(Origin origin, String setting, String what) {
        mistakes.add(new Mistake(origin.line(), origin.blame(setting) + (what.startsWith(":") ? "" : " ") + what));
    }

    /** Adds a mistake that is not in one setting. */
    void add(String what) {
        mistakes.add(new Mistake(0, "meanwhile: " + what));
    }

    /** Adds a mistake in how the program was called. */
    void addUsage(String what) {
        add(what);
        usage = true;
    }

    boolean isEmpty() {
        return mistakes.isEmpty();
    }

    int count() {
        return mistakes.size();
    }

    /** Returns one line for each: those in the file last and by their lines; then one about the help if it may help. */
    List<String> lines() {
        Stream<String> lines = mistakes.stream().sorted(Comparator.comparingInt(Mistake::line)).map(Mistake::text);
        return Stream.concat(lines, usage ? Stream.of("meanwhile: see meanwhile --help") : Stream.empty()).toList();
    }
}
