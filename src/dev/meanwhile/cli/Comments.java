package dev.meanwhile.cli;

/**
 * Makes JSON of JSON with comments and trailing commas: each of their characters becomes a blank, so that all others stay
 * on their line and in their column. What is not JSON in any other way stays so, for the parser to find.
 */
final class Comments {

    /** A comment that is not closed. */
    static final class UnclosedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final int line;

        UnclosedException(int line) {
            super("comment is not closed", null, false, false);
            this.line = line;
        }

        /** Returns the line the comment begins on, from 1. */
        int line() {
            return line;
        }
    }

    private final StringBuilder text;
    private int at;

    private Comments(String text) {
        this.text = new StringBuilder(text);
    }

    /** Returns {@code text} without its comments and trailing commas. */
    static String blank(String text) throws UnclosedException {
        return new Comments(text).blanked();
    }

    private String blanked() throws UnclosedException {
        // What came last that was neither white space nor comment, and the one before it.
        char last = 0;
        char beforeLast = 0;
        int lastAt = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '/' && next() == '/') {
                blankTo(endOfLine());
            } else if (c == '/' && next() == '*') {
                blankTo(endOfComment());
            } else if (Character.isWhitespace(c)) {
                at++;
            } else {
                // A comma that follows no value, as in [,], is no trailing one.
                if ((c == ']' || c == '}') && last == ',' && "[{,:".indexOf(beforeLast) < 0) {
                    text.setCharAt(lastAt, ' ');
                }
                beforeLast = last;
                last = c;
                lastAt = at;
                at = c == '"' ? endOfString() : at + 1;
            }
        }
        return text.toString();
    }

    private char next() {
        return at + 1 < text.length() ? text.charAt(at + 1) : 0;
    }

    private int endOfLine() {
        int end = text.indexOf("\n", at);
        return end < 0 ? text.length() : end;
    }

    private int endOfComment() throws UnclosedException {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
            throw new UnclosedException(1 + (int) text.chars().limit(at).filter(c -> c == '\n').count());
        }
        return end + 2;
    }

    /** A string that is not closed goes on to the end: nothing in it is taken for a comment, and the parser says where. */
    private int endOfString() {
        for (int end = at + 1; end < text.length(); end++) {
            switch (text.charAt(end)) {
                case '\\' -> end++;
                case '"' -> {
                    return end + 1;
                }
                default -> { }
            }
        }
        return text.length();
    }

    private void blankTo(int end) {
        for (; at < end; at++) {
            char c = text.charAt(at);
            if (c != '\n' && c != '\r') {
                text.setCharAt(at, ' ');
            }
        }
    }
}
