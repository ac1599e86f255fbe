package dev.meanwhile.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An object of the configuration file while it is read. Its members are asked for by name; those nobody has asked for by
 * the end are mistakes. Every value that was asked for becomes a row, whether it was given or not.
 */
final class Section {

    private final String file;
    private final Mistakes mistakes;
    private final List<Row> rows;
    private final String name;
    private final int line;
    private final Map<String, Node> members;

    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    private Section(Section parent, String name, Node.Members object) {
        this.file = parent.file;
        this.mistakes = parent.mistakes;
        this.rows = parent.rows;
        this.name = name;
        this.line = object.line();
        this.members = object.members();
    }

    /** Creates the section of a whole file. */
    Section(String file, Node.Members root, Mistakes mistakes, List<Row> rows) {
        this.file = file;
        this.mistakes = mistakes;
        this.rows = rows;
        this.name = "";
        this.line = root.line();
        this.members = root.members();
    }

    /** Returns the names of all members, which are names of the user's then. */
    Set<String> names() {
        asked.addAll(members.keySet());
        return members.keySet();
    }

    boolean has(String key) {
        asked.add(key);
        return members.containsKey(key);
    }

    boolean isObject(String key) {
        return has(key) && members.get(key) instanceof Node.Members;
    }

    /** Returns a member, or null if it is missing. */
    Node node(String key) {
        asked.add(key);
        return members.get(key);
    }

    /** Returns where a member is; where this section is, if the member is missing. */
    Origin origin(String key) {
        return Origin.line(file, members.containsKey(key) ? members.get(key).line() : line);
    }

    private String fullName(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    /** Returns a member, read; {@code otherwise} if it is missing or a mistake. */
    <T> T read(String key, Kind<T> kind, T otherwise) {
        Node node = node(key);
        T value = node == null ? otherwise : read(fullName(key), node, kind, otherwise);
        if (value != null) {
            row(key, kind.show(value));
        }
        return value;
    }

    /** Returns a list, each of its items read, null where it is a mistake; an empty one if it is missing. */
    <T> List<T> list(String key, Kind<T> kind) {
        var values = new ArrayList<T>();
        switch (node(key)) {
            case Node.Items list -> {
                for (Node item : list.items()) {
                    values.add(read(fullName(key) + "[" + values.size() + "]", item, kind, null));
                }
            }
            case null -> { }
            case Node other -> mistake(key, "must be a list, was " + other.shown());
        }
        return values;
    }

    /** Returns a member that is an object; an empty one if it is missing or a mistake. */
    Section section(String key) {
        return sections.computeIfAbsent(key, this::newSection);
    }

    private Section newSection(String key) {
        return switch (node(key)) {
            case Node.Members object -> new Section(this, fullName(key), object);
            case null -> new Section(this, fullName(key), new Node.Members(line, Map.of()));
            case Node other -> {
                mistake(key, "must be an object, was " + other.shown());
                yield new Section(this, fullName(key), new Node.Members(line, Map.of()));
            }
        };
    }

    private <T> T read(String fullName, Node node, Kind<T> kind, T otherwise) {
        try {
            return kind.read(node);
        } catch (MisfitException misfit) {
            mistakes.add(Origin.line(file, node.line()), fullName, misfit.getMessage());
            return otherwise;
        }
    }

    /** Adds a row about a member. */
    void row(String key, Object value) {
        rows.add(new Row(fullName(key), value, members.containsKey(key) ? origin(key) : Origin.DEFAULT));
    }

    /** Adds a mistake in a member. */
    void mistake(String key, String what) {
        mistakes.add(origin(key), fullName(key), what);
    }

    /** Adds a mistake for each member that was not asked for, here and in the sections inside. */
    void finish() {
        for (String key : members.keySet()) {
            if (!asked.contains(key)) {
                mistakes.add(origin(key), "unknown setting", fullName(key) + Suggestion.of(key, asked));
            }
        }
        sections.values().forEach(Section::finish);
    }
}
