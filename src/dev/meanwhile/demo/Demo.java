package dev.meanwhile.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The command {@code demo}. Used by one thread, a platform one.
 *
 * <p>The contest takes about four seconds for each contender, most of them alone with the client on this machine: whatever
 * else runs on it is measured too.
 */
public final class Demo {

    private final Class<?> main;
    private final PrintStream out;
    private final boolean screen;
    private final Colours colours;

    /**
     * Creates a demo.
     *
     * @param main     the program's main class: started with a command line that {@link #isServer}, it must {@link #serve}
     * @param out      where to print
     * @param screen   whether that is a terminal, on which a line can be taken back
     * @param coloured whether to colour what is good and what is bad
     */
    public Demo(Class<?> main, PrintStream out, boolean screen, boolean coloured) {
        this.main = main;
        this.out = out;
        this.screen = screen;
        this.colours = coloured ? Colours.ANSI : Colours.NONE;
    }

    /** Returns the names of the contest's servers. */
    public static List<String> servers() {
        return Catalogue.CONTENDERS.stream().map(Exhibit::word).toList();
    }

    /** Returns the names of the lessons. */
    public static List<String> lessons() {
        return Catalogue.LESSONS.stream().map(Exhibit::word).toList();
    }

    /** Returns what there is to see, to learn and to read. */
    public static String explanation() {
        return Explanation.full();
    }

    /** Returns whether these are the arguments of a contender's process. */
    public static boolean isServer(List<String> arguments) {
        return !arguments.isEmpty() && arguments.getFirst().equals(ServerProcess.WORD);
    }

    /** Is a contender, until the process that started this one ends or ends it. */
    public static void serve(List<String> arguments, PrintStream out) throws IOException {
        ServerMain.run(arguments.subList(1, arguments.size()), out);
    }

    /**
     * Holds the contest and shows lessons.
     *
     * @param names which: the contest of the {@link #servers} among them, then the {@link #lessons}; the whole contest if
     *              there are none
     * @throws Exception what a lesson has thrown, or that a contender could not be started
     */
    public void run(List<String> names) throws Exception {
        List<Contender> contenders = contenders(names);
        if (!contenders.isEmpty()) {
            show(Load.full(), contenders);
        }
        for (Lesson lesson : names.stream().map(Catalogue::lesson).flatMap(Optional::stream).toList()) {
            out.println(colours.strong(lesson.word()) + ": " + lesson.title());
            lesson.show(line -> out.println("  " + line));
            out.println("  read " + lesson.file());
        }
    }

    /**
     * Holds the contest and prints its result as one JSON document.
     *
     * @param names as in {@link #run}, but without lessons
     * @throws IOException          if a contender could not be started
     * @throws InterruptedException if this thread is interrupted
     */
    public void runForPrograms(List<String> names) throws IOException, InterruptedException {
        var load = Load.full();
        var contest = new Contest(main, load);
        var results = new ArrayList<Result>();
        for (Contender contender : contenders(names)) {
            results.add(contest.run(contender));
        }
        out.print(ResultJson.of(load, results));
    }

    private static List<Contender> contenders(List<String> names) {
        return names.isEmpty() ? Catalogue.CONTENDERS : names.stream().map(Catalogue::contender).flatMap(Optional::stream).toList();
    }

    /** Holds a contest before the eyes of whoever looks. */
    void show(Load load, List<Contender> contenders) throws IOException, InterruptedException {
        out.println(introduction(load, contenders.size()));
        var contest = new Contest(main, load);
        var table = new Table(colours);
        var results = new ArrayList<Result>();
        out.println(table.header());
        for (Contender contender : contenders) {
            progress((results.size() + 1) + " of " + contenders.size() + ": " + contender.title() + " ...");
            try {
                results.add(contest.run(contender));
            } finally {
                progress("");
            }
            out.println(table.row(results.getLast()));
        }
        out.println();
        results.forEach(result -> out.printf(Locale.ROOT, "%-15s %s%n", result.contender().title(), Verdict.of(result)));
        out.print("\n" + conclusion(results));
    }

    private static String introduction(Load load, int servers) {
        return String.format(Locale.ROOT, """
                %d small servers, one after another, each in a process of its own, on %d cores and Java %s.
                Each has %s for %d slow tasks, which block for %s, and %d that compute: %d that take a core
                for %s and %d for %s. The long ones come first, all others within %s. A heartbeat is
                asked for every %s all the while.
                """, servers, Runtime.getRuntime().availableProcessors(), System.getProperty("java.version"),
                Figures.time(load.time()), load.slow().count(), Figures.time(load.slow().each()),
                load.cpu().count() + load.hogs().count(), load.cpu().count(), Figures.time(load.cpu().each()), load.hogs().count(),
                Figures.time(load.hogs().each()), Figures.time(load.burst()), Figures.time(load.every()));
    }

    private static String conclusion(List<Result> results) {
        var text = new StringBuilder(String.format(Locale.ROOT, """
                A second here is a minute in the life of a server: gunicorn, which kills a worker after %s without
                a heartbeat, would do so here after %s. A + was still waited for at the end. Times are from when
                the client was to ask, threads are the system's, MB is the most %s.
                demo --explain says what each of them teaches, and which file to read.
                """, Figures.time(Load.GUNICORN), Figures.time(Load.limit()),
                results.getFirst().report().resident() ? "memory the process has had" : "heap that was in use"));
        Duration late = results.stream().map(result -> result.measured().late()).max(Comparator.naturalOrder()).orElseThrow();
        if (late.compareTo(Table.UNNOTICED) > 0) {
            text.append("The client itself was up to %s late: this machine is busy with other things.%n".formatted(Figures.time(late)));
        }
        return text.toString();
    }

    /** Says what is going on, in place of what was said last; only where it can be taken back. */
    private void progress(String what) {
        if (screen) {
            out.print("\r\033[K" + what);
            out.flush();
        }
    }
}
