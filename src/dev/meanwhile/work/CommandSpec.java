package dev.meanwhile.work;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A command, as the configuration has it.
 *
 * @param command     the program and its arguments, each but the program a {@link Template}; run as it stands, without a
 *                    shell
 * @param directory   where it runs; null means where the server does
 * @param environment variables it gets besides those every command gets; taken as they are, not as templates
 */
public record CommandSpec(List<String> command, Path directory, Map<String, String> environment) {

    /** Copies the collections. */
    public CommandSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
