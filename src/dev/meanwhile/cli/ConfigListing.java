package dev.meanwhile.cli;

import dev.meanwhile.json.Json;
import java.util.ArrayList;
import java.util.List;

/** What {@code config} prints: each setting, its value, and where that came from. Secrets are masked. */
final class ConfigListing {

    /** Beyond it, a value pushes its own origin to the right, and not everybody else's. */
    private static final int MAX_WIDTH = 48;

    private final List<Row> rows;

    ConfigListing(Configuration configuration) {
        rows = new ArrayList<>(configuration.values().rows());
        rows.addAll(configuration.rows());
    }

    /** Returns three columns. */
    String text() {
        int names = width(rows.stream().map(Row::name).toList());
        int values = width(rows.stream().map(ConfigListing::value).toList());
        var text = new StringBuilder();
        for (Row row : rows) {
            text.append(String.format("%-" + names + "s  %-" + values + "s  %s%n", row.name(), value(row), row.origin()));
        }
        return text.toString();
    }

    /** Returns one object: under each setting's full name its {@code value}, or null, and its {@code origin}. */
    String json() {
        return Json.write(json -> {
            json.setIndent("  ");
            json.beginObject();
            for (Row row : rows) {
                json.name(row.name()).beginObject().name("value");
                switch (row.value()) {
                    case null -> json.nullValue();
                    case Boolean truth -> json.value(truth);
                    case Number number -> json.value(number);
                    case Object text -> json.value(text.toString());
                }
                json.name("origin").value(row.origin().toString()).endObject();
            }
            json.endObject();
        }) + System.lineSeparator();
    }

    private static String value(Row row) {
        // A value that spans lines must not look like a row of its own.
        String value = row.value() == null ? "" : row.value().toString().replaceAll("\\p{Cntrl}", " ");
        return value.isEmpty() ? "none" : value;
    }

    private static int width(List<String> texts) {
        return texts.stream().mapToInt(String::length).filter(length -> length <= MAX_WIDTH).max().orElse(1);
    }
}
