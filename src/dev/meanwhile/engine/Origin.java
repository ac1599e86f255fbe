package dev.meanwhile.engine;

import java.util.Locale;

/**
 * Where code comes from that runs for this server: what is found about one run of it is expected of the next.
 *
 * @param kind what it is
 * @param name its name
 */
record Origin(Kind kind, String name) {

    enum Kind {
        /** A job type. */
        TYPE,
        /** Background tasks of one name. */
        TASK,
        /** A route of the embedding program. */
        ROUTE
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + name;
    }
}
