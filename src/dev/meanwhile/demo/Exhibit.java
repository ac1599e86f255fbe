package dev.meanwhile.demo;

import java.nio.file.Path;

/** Something the demo shows: a name to ask for it, what it teaches, and the file to read. */
interface Exhibit {

    /** Returns what is typed to see it. */
    String word();

    /** Returns what a table or a list calls it, in at most 15 characters. */
    String title();

    /** Returns what there is to learn from it, in lines of at most 90 characters. */
    String teaches();

    /** Returns where its source is, relative to the repository. */
    default Path file() {
        return Path.of("src", getClass().getName().replace('.', '/') + ".java");
    }
}
