package dev.meanwhile.demo;

/** Colours for a terminal, or none. Colour only repeats what the text says. */
enum Colours {

    /** Text alone. */
    NONE,
    /** The colours of the terminal's own palette. */
    ANSI;

    String good(String text) {
        return paint("32", text);
    }

    String poor(String text) {
        return paint("33", text);
    }

    String bad(String text) {
        return paint("31;1", text);
    }

    String strong(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return this == NONE ? text : "\033[" + code + "m" + text + "\033[0m";
    }
}
