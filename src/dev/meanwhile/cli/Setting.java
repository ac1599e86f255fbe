package dev.meanwhile.cli;

import dev.meanwhile.event.Event;
import dev.meanwhile.event.EventFormat;
import dev.meanwhile.http.ServerSettings;
import dev.meanwhile.job.Keep;
import dev.meanwhile.job.Limits;
import dev.meanwhile.journal.Fsync;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Something that can be set. This is the table of all there is, but for the job types; parsing, help and {@code config}
 * read it.
 *
 * <p>One rule names a setting: {@code keep.count} in the file is {@code {"keep": {"count": ...}}}, its flag is
 * {@code --keep-count}, its variable {@code MEANWHILE_KEEP_COUNT}.
 *
 * @param <T>       what it is set to
 * @param key       its name
 * @param kind      what it may be
 * @param otherwise what it is if nobody says anything, or null for nothing
 * @param inFile    whether it can be set in the file, besides flag and variable
 * @param meaning   what it is for
 */
record Setting<T>(String key, Kind<T> kind, T otherwise, boolean inFile, String meaning) {

    /** What the names of all variables begin with. */
    static final String PREFIX = "MEANWHILE_";

    /** As the folder: none. */
    static final Path NONE = Path.of("none");

    /** Variables of ours that set nothing: they are for the commands we start, which may start us again. */
    static final Set<String> OTHER_VARIABLES = Set.of("MEANWHILE_JOB_ID", "MEANWHILE_TYPE", "MEANWHILE_ATTEMPT", "MEANWHILE_URL");

    /** More does not fit an array, nor a reply. */
    private static final long LARGEST_TEXT = 1L << 30;

    static final Setting<Path> CONFIG = new Setting<>("config", Kinds.PATH, null, false,
            "the configuration file; else meanwhile.json in the working directory, if it is there");
    static final Setting<Endpoint> LISTEN = of("listen", Kinds.ENDPOINT_KIND, Endpoint.DEFAULT,
            "where to listen; :9000 is port 9000 of this machine only, and port 0 any free one");
    static final Setting<String> TOKEN = of("token", Kinds.TOKEN, null,
            "what requests carry as Authorization: Bearer TOKEN, health checks aside; 16 characters or more");
    static final Setting<Path> TOKEN_FILE = of("tokenFile", Kinds.PATH, null,
            "a file with the token in it");
    static final Setting<Boolean> OPEN = of("open", Kinds.TRUTH, false,
            "let anybody who can reach the address run jobs, without a token");
    static final Setting<Set<String>> ALLOWED_HOSTS = of("allowedHosts", Kinds.HOSTS, Set.of(),
            "names this server is called by, besides localhost and its addresses");
    static final Setting<Path> DATA = of("data", Kinds.FOLDER, Path.of("data"),
            "the folder where jobs are recorded; \"none\" keeps them in memory only");
    static final Setting<Fsync> FSYNC = of("fsync", Kinds.choice(List.of(Fsync.values())), ServerSettings.DEFAULT.fsync(),
            "when what is recorded is forced onto the disk: before the answer, 5 times a second, or never");
    static final Setting<Duration> GRACE = of("grace", Kinds.DURATION, ServerSettings.DEFAULT.grace(),
            "how long running jobs may go on when the server is told to stop");
    static final Setting<EventFormat> LOG = of("log", Kinds.choice(List.of(EventFormat.TEXT, EventFormat.JSON)), EventFormat.TEXT,
            "how the events on stderr are written");
    static final Setting<Event.Level> LOG_LEVEL = of("logLevel", Kinds.choice(List.of(Event.Level.values())), Event.Level.INFO,
            "which events: these and all that matter more");
    static final Setting<Boolean> ACCESS_LOG = of("accessLog", Kinds.TRUTH, false,
            "one event for each request");
    static final Setting<Duration> KEEP_SUCCEEDED = of("keep.succeeded", Kinds.DURATION, Keep.DEFAULT.succeeded(),
            "how long jobs that succeeded are remembered");
    static final Setting<Duration> KEEP_FAILED = of("keep.failed", Kinds.DURATION, Keep.DEFAULT.failed(),
            "how long jobs that failed, were cancelled or expired are remembered");
    static final Setting<Integer> KEEP_COUNT = of("keep.count", Numbers.count(0, Integer.MAX_VALUE), Keep.DEFAULT.count(),
            "how many finished jobs are remembered at most");
    static final Setting<Long> KEEP_BYTES = of("keep.bytes", Numbers.size(1L << 50), Keep.DEFAULT.bytes(),
            "how much disk finished jobs and their logs may take");
    static final Setting<Integer> MAX_QUEUED = of("maxQueued", Numbers.count(1, Integer.MAX_VALUE), Limits.DEFAULT.maxQueued(),
            "how many jobs may wait; beyond it submitting is refused");
    static final Setting<Long> MAX_BYTES = of("maxBytes", Numbers.size(1L << 50), Limits.DEFAULT.maxBytes(),
            "memory for unfinished jobs; with data \"none\" as much for logs, and as much for finished jobs");
    static final Setting<Long> MAX_BODY = of("maxBody", Numbers.size(LARGEST_TEXT), (long) Limits.DEFAULT.maxBody(),
            "how long the body of a request may be");
    static final Setting<Long> MAX_RESULT = of("maxResult", Numbers.size(LARGEST_TEXT), (long) Limits.DEFAULT.maxResult(),
            "how long a result may be; a longer one fails its attempt");
    static final Setting<Long> MAX_LOG = of("maxLog", Numbers.size(LARGEST_TEXT), (long) Limits.DEFAULT.maxLog(),
            "how much of a job's log is kept: half its beginning, half its end");

    /** All of them, in the order they are shown. */
    static final List<Setting<?>> ALL = List.of(CONFIG, LISTEN, TOKEN, TOKEN_FILE, OPEN, ALLOWED_HOSTS, DATA, FSYNC, GRACE, LOG, LOG_LEVEL,
            ACCESS_LOG, KEEP_SUCCEEDED, KEEP_FAILED, KEEP_COUNT, KEEP_BYTES, MAX_QUEUED, MAX_BYTES, MAX_BODY, MAX_RESULT, MAX_LOG);

    private static <T> Setting<T> of(String key, Kind<T> kind, T otherwise, String meaning) {
        return new Setting<>(key, kind, otherwise, true, meaning);
    }

    /** There is one of each, and the generated equals and hashCode take their time to come about at the start. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** Returns whether it can be set by a flag: what is secret can not, since everybody sees the arguments of a process. */
    boolean hasFlag() {
        return !kind.isSecret();
    }

    /** Returns the flag, {@code --keep-count}. */
    String flag() {
        return "--" + words().replace(' ', '-');
    }

    /** Returns the variable, {@code MEANWHILE_KEEP_COUNT}. */
    String variable() {
        return PREFIX + words().replace(' ', '_').toUpperCase(Locale.ROOT);
    }

    private String words() {
        return key.replaceAll("([A-Z])", " $1").replace('.', ' ').toLowerCase(Locale.ROOT);
    }
}
