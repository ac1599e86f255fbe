package dev.meanwhile.engine;

import dev.meanwhile.job.Limits;
import java.nio.file.Path;

/** Where jobs are kept: what holds for one store must hold for the other. */
enum Kept {

    IN_MEMORY, IN_A_JOURNAL;

    TestEngine open(Path folder) {
        return open(folder, Limits.DEFAULT);
    }

    TestEngine open(Path folder, Limits limits) {
        return new TestEngine(limits, this == IN_MEMORY ? null : folder.resolve("data"));
    }
}
