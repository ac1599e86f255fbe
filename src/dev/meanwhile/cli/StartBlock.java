package dev.meanwhile.cli;

import dev.meanwhile.http.Version;
import dev.meanwhile.store.JournalStore;
import java.nio.file.Path;

/** What a server says when it has started: where it is, what it was set up from, and what to try next. */
final class StartBlock {

    private StartBlock() { }

    /** Returns the block of a server at {@code url} that has taken up {@code takenUp} jobs of an earlier start. */
    static String of(Configuration configuration, String url, int takenUp) {
        String token = configuration.get(Setting.TOKEN) == null ? "" : "-H \"Authorization: Bearer $MEANWHILE_TOKEN\" ";
        return """
                Meanwhile %s on Java %s
                  address        %s
                  dashboard      %s/
                  data           %s
                  configuration  %s
                  try            curl -H 'Content-Type: application/json' %s-d '{"type":"primes","input":{"below":5000000}}' %s/v1/jobs
                """.formatted(Version.CURRENT, System.getProperty("java.version"), url, url, data(configuration, takenUp),
                source(configuration), token, url);
    }

    private static String data(Configuration configuration, int takenUp) {
        if (configuration.data() == null) {
            return "memory only: jobs do not survive a stop";
        }
        Path journal = JournalStore.folder(configuration.data());
        String risk = switch (configuration.get(Setting.FSYNC)) {
            case ALWAYS -> "";
            case INTERVAL -> " (fsync interval: a power failure takes the last 200 ms)";
            case NEVER -> " (fsync never: a power failure takes what the system has not yet written, the last 30 s perhaps)";
        };
        String jobs = takenUp == 0 ? "" : "; " + takenUp + (takenUp == 1 ? " unfinished job" : " unfinished jobs") + " taken up";
        return (journal.isAbsolute() ? journal : Path.of(".").resolve(journal)) + risk + jobs;
    }

    private static String source(Configuration configuration) {
        Path file = configuration.get(Setting.CONFIG);
        if (file == null) {
            return "none found, built-in defaults";
        }
        int types = configuration.types().size();
        return file + " (" + types + (types == 1 ? " type)" : " types)");
    }
}
