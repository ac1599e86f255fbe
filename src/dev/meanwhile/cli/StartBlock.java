package dev.meanwhile.cli;

import dev.meanwhile.http.Version;
import java.nio.file.Path;

/** What a server says when it has started: where it is, what it was set up from, and what to try next. */
final class StartBlock {

    private StartBlock() { }

    static String of(Configuration configuration, String url) {
        String token = configuration.get(Setting.TOKEN) == null ? "" : "-H \"Authorization: Bearer $MEANWHILE_TOKEN\" ";
        return """
                Meanwhile %s on Java %s
                  address        %s
                  dashboard      %s/
                  data           memory only: jobs do not survive a stop (working files in %s)
                  configuration  %s
                  try            curl -H 'Content-Type: application/json' %s-d '{"type":"primes","input":{"below":5000000}}' %s/v1/jobs
                """.formatted(Version.CURRENT, System.getProperty("java.version"), url, url, folder(configuration.data()),
                source(configuration), token, url);
    }

    private static String folder(Path data) {
        if (data == null) {
            return "a temporary folder";
        }
        return data.isAbsolute() ? data.toString() : Path.of(".").resolve(data).toString();
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
