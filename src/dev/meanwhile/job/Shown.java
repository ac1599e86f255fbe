package dev.meanwhile.job;

/** What somebody wrote, as messages show it. */
final class Shown {

    private static final int MAX = 100;

    private Shown() { }

    /** The text in quotes, cut off where it is too long for a message. */
    static String quoted(String text) {
        return '"' + (text.length() <= MAX ? text : text.substring(0, MAX) + "...") + '"';
    }
}
