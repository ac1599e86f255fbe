package dev.meanwhile.work;

import dev.meanwhile.job.Permanent;
import java.io.File;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts programs, and tells those that can never be started from those that can not be started just now. */
final class ProgramStart {

    // How the JDK gives the errno of a program that did not start: "error=2, ..." or "error: 2 (...)".
    private static final Pattern ERRNO = Pattern.compile("error(?:=|: )(\\d+)");

    /** EAGAIN, ENOMEM, ENFILE, EMFILE and ETXTBSY: no process, memory or file left for now, or the program is being written. */
    private static final Set<String> PASSING = Set.of("11", "12", "23", "24", "26");

    private ProgramStart() { }

    static Process start(ProcessBuilder builder) throws IOException, Permanent {
        try {
            return builder.start();
        } catch (IOException failed) {
            File directory = builder.directory();
            if (directory != null && !directory.isDirectory()) {
                // The JDK names the program in this case, which is not to blame.
                throw new Permanent(new IOException("directory \"" + directory + "\" does not exist or is no directory", failed));
            }
            Matcher errno = ERRNO.matcher(String.valueOf(failed.getMessage()));
            if (errno.find() && !PASSING.contains(errno.group(1))) {
                throw new Permanent(failed);
            }
            throw failed;
        }
    }
}
