package dev.meanwhile.cli;

import dev.meanwhile.job.Durations;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of value there are, but for {@link Numbers}. */
final class Kinds {

    /** How a secret is shown. */
    static final String MASK = "********";

    private static final Pattern ENDPOINT = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?\\])?:(\\d{1,5})");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]");
    private static final Pattern TOKEN_CHARACTERS = Pattern.compile("[\\x21-\\x7e]{16,4096}");

    static final Kind<Path> PATH = Kind.text("FILE", "a path", Kinds::path);

    static final Kind<Path> FOLDER = Kind.text("FOLDER", "a path, or \"none\"", Kinds::path);

    static final Kind<Endpoint> ENDPOINT_KIND = Kind.text("ADDRESS",
            "host:port such as \"127.0.0.1:8080\", \"[::1]:8080\" or, for this machine only, \":8080\"", Kinds::endpoint);

    static final Kind<Duration> DURATION = new Kind<>("DURATION", "a duration such as \"30s\"") {
        @Override
        Duration parse(String text) {
            try {
                return Durations.parse(text);
            } catch (IllegalArgumentException other) {
                throw new MisfitException(other.getMessage().replace(Durations.FORM, form()));
            }
        }

        @Override
        Duration read(Node node) {
            // Zero needs no unit.
            return node instanceof Node.Digits number && number.digits().equals("0") ? Duration.ZERO : super.read(node);
        }

        @Override
        Object show(Duration value) {
            return Durations.format(value);
        }
    };

    static final Kind<Boolean> TRUTH = new Kind<>("true|false", "true or false") {
        @Override
        Boolean parse(String text) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw misfit(Node.quote(text));
            };
        }

        @Override
        Boolean read(Node node) {
            if (node instanceof Node.Truth truth) {
                return truth.value();
            }
            throw misfit(node.shown());
        }

        @Override
        boolean isSwitch() {
            return true;
        }
    };

    /** What everybody who knows it may do anything with; so no message repeats it. */
    static final Kind<String> TOKEN = new Kind<>("TOKEN", "16 to 4096 visible ASCII characters without a blank") {
        @Override
        String parse(String text) {
            if (TOKEN_CHARACTERS.matcher(text).matches()) {
                return text;
            }
            throw misfit(text.length() < 16 ? text.length() + " characters" : "something else");
        }

        @Override
        Object show(String value) {
            return MASK;
        }

        @Override
        boolean isSecret() {
            return true;
        }
    };

    static final Kind<Set<String>> HOSTS = new Kind<>("NAME,NAME", "host names without a port, such as \"jobs.example.org\"") {
        @Override
        Set<String> parse(String text) {
            var names = new TreeSet<String>();
            for (String name : text.isBlank() ? new String[0] : text.split(",", -1)) {
                if (!HOST.matcher(name.strip()).matches()) {
                    throw misfit(Node.quote(text));
                }
                names.add(name.strip().toLowerCase(Locale.ROOT).replaceFirst("\\.$", ""));
            }
            return names;
        }

        @Override
        Set<String> read(Node node) {
            if (!(node instanceof Node.Items list)) {
                throw new MisfitException("must be a list of host names, was " + node.shown());
            }
            var names = new ArrayList<String>();
            for (Node item : list.items()) {
                if (!(item instanceof Node.Text name) || name.value().isBlank()) {
                    throw misfit(item.shown());
                }
                names.add(name.value());
            }
            return parse(String.join(",", names));
        }

        @Override
        Object show(Set<String> value) {
            return String.join(",", value);
        }
    };

    private Kinds() { }

    /** Some constants of an enum, in lower case. */
    static <E extends Enum<E>> Kind<E> choice(List<E> constants) {
        List<String> names = constants.stream().map(Kinds::name).toList();
        String form = names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", ", "one of ", ""));
        return new Kind<>(String.join("|", names), form) {
            @Override
            E parse(String text) {
                if (!names.contains(text)) {
                    throw misfit(Node.quote(text));
                }
                return constants.get(names.indexOf(text));
            }

            @Override
            Object show(E value) {
                return name(value);
            }
        };
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Path path(String text) {
        if (text.isBlank()) {
            throw new InvalidPathException(text, "empty");
        }
        return Path.of(text);
    }

    private static Endpoint endpoint(String text) {
        Matcher parts = ENDPOINT.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > Endpoint.MAX_PORT) {
            throw new IllegalArgumentException();
        }
        String host = parts.group(1) == null ? Endpoint.DEFAULT.host() : parts.group(1).replaceAll("[\\[\\]]", "");
        return new Endpoint(host, Integer.parseInt(parts.group(2)));
    }
}
