package dev.meanwhile.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is set, and where from. Of several values of a setting, that of the strongest place is in force. */
final class Values {

    /**
     * A value in force.
     *
     * @param value  the value, or null for nothing
     * @param origin where it came from
     */
    record Given<T>(T value, Origin origin) { }

    private final Map<Setting<?>, Given<?>> given = new HashMap<>();

    /** Takes a value unless there is one from a stronger place. */
    <T> void offer(Setting<T> setting, T value, Origin origin) {
        if (origin.place().compareTo(given(setting).origin().place()) >= 0) {
            given.put(setting, new Given<>(value, origin));
        }
    }

    /** Takes back whatever was given. */
    void forget(Setting<?> setting) {
        given.remove(setting);
    }

    <T> T get(Setting<T> setting) {
        return given(setting).value();
    }

    Origin origin(Setting<?> setting) {
        return given(setting).origin();
    }

    // Only offer puts something in, and it puts a T under a Setting<T>.
    @SuppressWarnings("unchecked")
    private <T> Given<T> given(Setting<T> setting) {
        return (Given<T>) given.getOrDefault(setting, new Given<>(setting.otherwise(), Origin.DEFAULT));
    }

    /** Returns every setting as a row. */
    List<Row> rows() {
        return Setting.ALL.stream().map(this::row).toList();
    }

    private <T> Row row(Setting<T> setting) {
        T value = get(setting);
        return new Row(setting.key(), value == null ? null : setting.kind().show(value), origin(setting));
    }

    /** Returns a path against what it is relative to: the file's folder if it was set there, else the working directory. */
    Path path(Setting<Path> setting, Terminal terminal) {
        boolean inFile = origin(setting).place() == Origin.Place.FILE;
        return (inFile ? folder(get(Setting.CONFIG), terminal) : terminal.directory()).resolve(get(setting));
    }

    /** Returns the folder a configuration file is in. */
    static Path folder(Path file, Terminal terminal) {
        return terminal.directory().resolve(file).resolveSibling("");
    }
}
