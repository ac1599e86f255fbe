package dev.meanwhile.cli;

/**
 * Where a value came from.
 *
 * @param place what kind of place
 * @param name  which one: {@code meanwhile.json:12}, {@code MEANWHILE_LISTEN}, {@code --listen}
 * @param line  the line of the file, or 0 if the place is not the file
 */
record Origin(Place place, String name, int line) {

    /** The places a value can come from, each stronger than the one before. */
    enum Place { DEFAULT, FILE, VARIABLE, FLAG }

    /** The program itself. */
    static final Origin DEFAULT = new Origin(Place.DEFAULT, "default", 0);

    static Origin line(String file, int line) {
        return new Origin(Place.FILE, file + ":" + line, line);
    }

    static Origin variable(String name) {
        return new Origin(Place.VARIABLE, name, 0);
    }

    static Origin flag(String name) {
        return new Origin(Place.FLAG, name, 0);
    }

    /** Returns how a message about a setting begins: what somebody has to look at, and the setting if that is not it. */
    String blame(String setting) {
        return switch (place) {
            case DEFAULT -> "meanwhile: " + setting;
            case FILE -> name + ": " + setting;
            case VARIABLE, FLAG -> "meanwhile: " + name;
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
