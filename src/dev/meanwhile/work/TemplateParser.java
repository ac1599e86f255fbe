package dev.meanwhile.work;

import dev.meanwhile.work.Template.Fact;
import dev.meanwhile.work.Template.Literal;
import dev.meanwhile.work.Template.Member;
import dev.meanwhile.work.Template.Part;
import dev.meanwhile.work.Template.Placeholder;
import dev.meanwhile.work.Template.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the text of one {@link Template}, from left to right. */
final class TemplateParser {

    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");
    private static final Pattern BARE_JSON = Pattern.compile("null|true|false|-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

    private final String text;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();

    TemplateParser(String text) {
        this.text = text;
    }

    static boolean isIndex(String name) {
        return INDEX.matcher(name).matches();
    }

    /** Returns whether {@code text} is a JSON number, boolean or null. */
    static boolean isBareJson(String text) {
        return BARE_JSON.matcher(text).matches();
    }

    List<Part> parts() {
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith("$${", at)) {
                literal.append("${");
                at += 3;
            } else if (text.startsWith("${", at)) {
                endLiteral();
                at = placeholder(at);
            } else {
                literal.append(text.charAt(at++));
            }
        }
        endLiteral();
        return parts;
    }

    private void endLiteral() {
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    /** Reads the placeholder that begins at {@code start}; returns where it ends. */
    private int placeholder(int start) {
        int end = text.indexOf('}', start);
        if (end < 0) {
            throw malformed(start, "\"${\" without \"}\"; the two characters themselves are written \"$${\"");
        }
        String inside = text.substring(start + 2, end);
        int colon = inside.indexOf(":-");
        String name = colon < 0 ? inside : inside.substring(0, colon);
        parts.add(new Placeholder(source(name, start), colon < 0 ? null : inside.substring(colon + 2)));
        return end + 1;
    }

    private Source source(String name, int start) {
        String[] path = name.split("\\.", -1);
        return switch (name) {
            case "id" -> Fact.ID;
            case "type" -> Fact.TYPE;
            case "attempt" -> Fact.ATTEMPT;
            case "input" -> new Member(List.of());
            default -> {
                if (!path[0].equals("input")) {
                    throw malformed(start, "unknown \"" + name + "\"; there are input, input.<name>, id, type and attempt");
                }
                List<String> members = List.of(path).subList(1, path.length);
                if (members.contains("")) {
                    throw malformed(start, "a name is empty in \"" + name + "\"");
                }
                yield new Member(members);
            }
        };
    }

    private IllegalArgumentException malformed(int start, String reason) {
        return new IllegalArgumentException("template \"" + text + "\", column " + (start + 1) + ": " + reason);
    }
}
