package dev.meanwhile.demo;

import java.util.List;

/** What there is to see and to read: what {@code demo --explain} prints. */
final class Explanation {

    private Explanation() { }

    /** Returns what each contender and each lesson teaches, and the file to read. */
    static String full() {
        return """
                Each server of the contest, and each lesson, is one class, to be read beside what it prints.

                The contest: demo runs it with all of these, demo <name> ... with some
                %s
                Lessons: demo <name>
                %s""".formatted(full(Catalogue.CONTENDERS), full(Catalogue.LESSONS));
    }

    private static String full(List<? extends Exhibit> exhibits) {
        var text = new StringBuilder();
        for (Exhibit exhibit : exhibits) {
            text.append(String.format("%n  %-13s %-16s %s%n", exhibit.word(), exhibit.title(), exhibit.file()));
            text.append(exhibit.teaches().indent(4));
        }
        return text.toString();
    }
}
