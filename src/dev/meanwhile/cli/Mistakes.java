package dev.meanwhile.cli;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with what was typed and set: collected, so that all of it is said at once. */
final class Mistakes {

    private final List<String> lines = new ArrayList<>();
    private boolean usage;

    /** Adds a mistake in a setting: {@code what} goes on after the setting's name, as in {@code must be ...}. */
    void add(Origin origin, String setting, String what) {
        lines.add(origin.blame(setting) + (what.startsWith(":") ? "" : " ") + what);
    }

    /** Adds a mistake that is not in one setting. */
    void add(String line) {
        lines.add(line);
    }

    /** Adds a mistake in how the program was called. */
    void addUsage(String what) {
        lines.add("meanwhile: " + what);
        usage = true;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Returns one line for each mistake, and one about the help if the program was called the wrong way. */
    List<String> lines() {
        var all = new ArrayList<>(lines);
        if (usage) {
            all.add("meanwhile: see meanwhile --help");
        }
        return all;
    }
}
