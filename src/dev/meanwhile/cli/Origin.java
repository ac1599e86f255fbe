package dev.meanwhile.cli;

/**
 * Where a value came from.
 *
 * @param place what kind of place
 * @param name  which one: {@code meanwhile.json:12}, {@code MEANWHILE_LISTEN}, {@code --listen}
 */
record Origin(Place place, String name) {

    /** The places a value can come from, each stronger than the one before. */
    enum Place { DEFAULT, FILE, VARIABLE, FLAG }

    /** The program itself. */
    static final Origin DEFAULT = new Origin(Place.DEFAULT, "default");

    static Origin line(String file, int line) {
        return new Origin(Place.FILE, file + ":" + line);
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
