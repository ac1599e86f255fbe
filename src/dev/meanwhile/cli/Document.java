package dev.meanwhile.cli;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.meanwhile.json.Json;
import dev.meanwhile.json.JsonException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a configuration file: JSON with comments and trailing commas, and the line of each of its values. */
final class Document {

    private static final int MAX_BYTES = 16 << 20;

    // JsonReader tells its line nowhere else: "JsonReader at line 3 column 14 path $.types".
    private static final Pattern LINE = Pattern.compile(" at line (\\d+) ");

    private final String name;
    private final JsonReader reader;
    private final Mistakes mistakes;

    private Document(String name, String json, Mistakes mistakes) {
        this.name = name;
        this.reader = new JsonReader(new StringReader(json));
        this.mistakes = mistakes;
        reader.setStrictness(Strictness.STRICT);
    }

    /** Returns the object in {@code file}, which messages call {@code name}; an empty one if there are mistakes. */
    static Node.Members read(Path file, String name, Mistakes mistakes) {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                mistakes.add("cannot read " + name + ": longer than 16 MiB");
            } else {
                return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(), name, mistakes);
            }
        } catch (CharacterCodingException malformed) {
            mistakes.add("cannot read " + name + ": not well-formed UTF-8");
        } catch (IOException unreadable) {
            mistakes.add("cannot read " + name + ": " + Reason.of(unreadable));
        }
        return nothing();
    }

    /** Returns the object in {@code text}; an empty one if there are mistakes. */
    static Node.Members parse(String text, String name, Mistakes mistakes) {
        try {
            String json = Comments.blank(text);
            // The parser finds every mistake of grammar; the walk after it can trust the text.
            Json.parse(json);
            if (new Document(name, json, mistakes).walk() instanceof Node.Members members) {
                return members;
            }
            mistakes.add(Origin.line(name, 1), "the file", "must be one object, {...}");
        } catch (Comments.UnclosedException unclosed) {
            mistakes.add(Origin.line(name, unclosed.line()), "a comment", "begins here and is not closed");
        } catch (JsonException malformed) {
            mistakes.add(Origin.line(name, malformed.line()), "not JSON", ": " + malformed.getMessage() + ", column " + malformed.column());
        } catch (IOException impossible) {
            throw new IllegalStateException("parsed, but not walked: " + name, impossible);
        }
        return nothing();
    }

    private static Node.Members nothing() {
        return new Node.Members(1, Map.of());
    }

    private Node walk() throws IOException {
        return value("", line());
    }

    private Node value(String path, int line) throws IOException {
        JsonToken token = reader.peek();
        return switch (token) {
            case BEGIN_OBJECT -> new Node.Members(line, members(path));
            case BEGIN_ARRAY -> new Node.Items(line, items(path));
            case STRING -> new Node.Text(line, reader.nextString());
            case NUMBER -> new Node.Digits(line, reader.nextString());
            case BOOLEAN -> new Node.Truth(line, reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                yield new Node.Nothing(line);
            }
            default -> throw new IOException("unexpected " + token);
        };
    }

    private Map<String, Node> members(String path) throws IOException {
        var members = new LinkedHashMap<String, Node>();
        reader.beginObject();
        while (reader.hasNext()) {
            int line = line();
            String member = reader.nextName();
            String full = path.isEmpty() ? member : path + "." + member;
            Node before = members.putIfAbsent(member, value(full, line));
            if (before != null) {
                mistakes.add(Origin.line(name, line), full, "is set twice, first on line " + before.line());
            }
        }
        reader.endObject();
        return members;
    }

    private List<Node> items(String path) throws IOException {
        var items = new ArrayList<Node>();
        reader.beginArray();
        while (reader.hasNext()) {
            items.add(value(path + "[" + items.size() + "]", line()));
        }
        reader.endArray();
        return items;
    }

    /** Returns the line of what comes next. */
    private int line() throws IOException {
        // Until it has looked, the reader stands before the white space in front of it.
        reader.peek();
        Matcher line = LINE.matcher(reader.toString());
        return line.find() ? Integer.parseInt(line.group(1)) : 1;
    }
}
