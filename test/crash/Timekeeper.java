package crash;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Holds schedules, and the jobs they make, against the clock: each tick makes one job, and none makes two. There is a schedule for
 * each second of a minute, so that ticks come while the server starts, is killed, and is gone: half of them are declared, the
 * others are put. Only a server that comes up more than a minute after the one before has ended may leave out a tick, and tells
 * of it.
 *
 * <p>Confined to the auditor, but for what is static.
 */
final class Timekeeper {

    private static final int MINUTE = 60;
    private static final String PATH = "/v1/schedules/";
    private static final String KEY = "schedule/";
    private static final Pattern EXCUSE = Pattern.compile("event=ticks_missed schedule=(\\S+) first=(\\S+) last=(\\S+)");
    /** More than one server's jobs, and so more than there can be since the last look. */
    private static final int LIMIT = 1000;

    /** What the servers have told of ticks they have left out. */
    interface Excuses {
        List<String> lines() throws IOException;
    }

    private final Findings findings;
    private final Excuses excuses;
    /** How far each schedule was handled at the last look. */
    private final Map<String, Instant> handled = new HashMap<>();
    /** Up to when the ticks of each have been checked. */
    private final Map<String, Instant> checked = new HashMap<>();
    /** The jobs that schedules have made, by their keys. */
    private final Map<String, UUID> made = new ConcurrentHashMap<>();
    private final Set<String> put = new HashSet<>();
    private final AtomicLong excused = new AtomicLong();

    Timekeeper(Findings findings, Excuses excuses) {
        this.findings = findings;
        this.excuses = excuses;
    }

    private static String name(int second) {
        return (second % 2 == 0 ? "declared-" : "put-") + second;
    }

    private static String schedule(int second) {
        return "{\"cron\":\"* * * * *\",\"zone\":\"+00:00:%02d\",\"type\":\"tick\",\"overlap\":\"allow\"}".formatted(second);
    }

    /** Returns the declared schedules, as the configuration has them. */
    static String declared() {
        return IntStream.range(0, MINUTE).filter(second -> second % 2 == 0)
                .mapToObj(second -> "\"" + name(second) + "\":" + schedule(second)).collect(Collectors.joining(",\n    ", "{", "}"));
    }

    /** Returns where to have a job made of any schedule that is there from the start. */
    static String anyRun(SplittableRandom random) {
        return PATH + name(2 * random.nextInt(MINUTE / 2)) + "/run";
    }

    /** Looks at all schedules, putting those that are not there, and at their jobs; returns those of ticks that were not known. */
    List<JsonObject> look(Connection connection) throws IOException {
        putAll(connection);
        var before = new HashMap<>(handled);
        handled.clear();
        for (JsonElement element : list(connection, PATH.substring(0, PATH.length() - 1), "schedules")) {
            JsonObject schedule = element.getAsJsonObject();
            String name = schedule.get("name").getAsString();
            handled.put(name, Instant.parse(schedule.get("handledUntil").getAsString()));
            if (before.containsKey(name) && handled.get(name).isBefore(before.get(name))) {
                findings.violation("a schedule went back", null, name + " from " + before.get(name) + " to " + handled.get(name));
            }
        }
        // Then only: what is handled by now has made its jobs.
        List<JsonObject> fresh = jobs(connection);
        for (int second = 0; second < MINUTE; second++) {
            check(second, checked.get(name(second)));
        }
        checked.putAll(handled);
        return fresh;
    }

    private void putAll(Connection connection) throws IOException {
        for (int second = 1; second < MINUTE; second += 2) {
            if (!put.contains(name(second))) {
                Reply reply = connection.put(PATH + name(second), schedule(second));
                if (reply.status() == 503) {
                    throw new IOException("the server stops");
                } else if (reply.status() != 200 && reply.status() != 201) {
                    findings.violation("a schedule was answered with " + reply.status(), null, reply.text());
                }
                put.add(name(second));
            }
        }
    }

    private List<JsonObject> jobs(Connection connection) throws IOException {
        var fresh = new ArrayList<JsonObject>();
        for (JsonElement element : list(connection, "/v1/jobs?type=tick&limit=" + LIMIT, "jobs")) {
            JsonObject job = element.getAsJsonObject();
            if (enter(job) && tick(job.get("key").getAsString()) != null) {
                fresh.add(job);
            }
        }
        return fresh;
    }

    /** Enters a job of a schedule; returns whether it was not known. */
    private boolean enter(JsonObject job) {
        UUID id = Inquiry.Page.id(job);
        UUID other = made.putIfAbsent(job.get("key").getAsString(), id);
        if (other != null && !other.equals(id)) {
            findings.violation("a tick made two jobs", id, job + "\n    the other is " + other);
        }
        return other == null;
    }

    /** Returns the tick that a key is of, or null if it is of a job that somebody asked for. */
    private static Instant tick(String key) {
        Instant at = Instant.parse(key.substring(key.lastIndexOf('/') + 1));
        return at.getNano() == 0 ? at : null;
    }

    /** Checks that each tick of a schedule since {@code from} has made a job. */
    private void check(int second, Instant from) throws IOException {
        Instant until = handled.get(name(second));
        if (until == null) {
            findings.violation("a schedule is gone", null, name(second));
        } else if (from != null) {
            for (Instant tick = next(second, from); !tick.isAfter(until); tick = next(second, tick)) {
                boolean missing = !made.containsKey(KEY + name(second) + "/" + tick);
                if (missing && isExcused(name(second), tick)) {
                    excused.incrementAndGet();
                } else if (missing) {
                    findings.violation("a tick made no job", null, name(second) + " at " + tick + ", handled until " + until);
                }
            }
        }
    }

    private boolean isExcused(String name, Instant tick) throws IOException {
        for (String line : excuses.lines()) {
            Matcher told = EXCUSE.matcher(line);
            if (told.find() && told.group(1).equals(name) && !Instant.parse(told.group(2)).isAfter(tick)
                    && !Instant.parse(told.group(3)).isBefore(tick)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the first tick after another time. */
    static Instant next(int second, Instant after) {
        // Where the clocks are so many seconds ahead, a minute begins.
        long local = after.getEpochSecond() + second;
        return Instant.ofEpochSecond((Math.floorDiv(local, MINUTE) + 1) * MINUTE - second);
    }

    /** Returns whether all ticks up to {@code time} were handled at the last look, of the schedules there were. */
    boolean isHandled(Instant time) {
        return IntStream.range(0, MINUTE).allMatch(second -> !handled.containsKey(name(second))
                || next(second, handled.get(name(second))).isAfter(time));
    }

    private static List<JsonElement> list(Connection connection, String path, String member) throws IOException {
        Reply reply = connection.get(path);
        if (reply.status() != 200) {
            throw new IOException("a list was answered with " + reply.status() + ": " + reply.text());
        }
        return reply.json().getAsJsonArray(member).asList();
    }

    /** Returns how many ticks there were of each kind; for use by any thread. */
    Map<String, Long> counts() {
        var counts = new LinkedHashMap<String, Long>();
        counts.put("jobs made by ticks", made.keySet().stream().filter(key -> tick(key) != null).count());
        counts.put("  ticks left out, as was told", excused.get());
        return counts;
    }
}
