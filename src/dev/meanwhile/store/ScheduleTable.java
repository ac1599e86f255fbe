package dev.meanwhile.store;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongConsumer;

/** The schedules of a journal, each as it was recorded last, and where that is. Safe for use by any thread. */
final class ScheduleTable {

    /** No position. */
    private static final long NOWHERE = -1;

    /**
     * A schedule, and where it is.
     *
     * @param base   where its line is
     * @param length how long that is
     * @param tick   where the line of a job is that says how far it is handled since, or {@link #NOWHERE}
     */
    private record Place(ScheduleLines.Line line, long base, int length, long tick) { }

    private final ConcurrentMap<String, Place> places = new ConcurrentHashMap<>();
    /** Is told by how much the bytes have changed that are needed on disk. */
    private final LongConsumer liveBytes;

    ScheduleTable(LongConsumer liveBytes) {
        this.liveBytes = liveBytes;
    }

    /** Enters a schedule whose line is at {@code position}, in the place of one of the same name. */
    void put(ScheduleLines.Line line, long position, int length) {
        Place before = places.put(line.name(), new Place(line, position, length, NOWHERE));
        liveBytes.accept(length - (before == null ? 0 : before.length));
    }

    /** Enters how far a schedule is handled, as the line of a job at {@code position} says. */
    void tick(ScheduleLines.Tick tick, long position) {
        places.computeIfPresent(tick.schedule(), (name, place) -> {
            var line = new ScheduleLines.Line(name, place.line.declared(), tick.handled(), place.line.text());
            return new Place(line, place.base, place.length, position);
        });
    }

    void remove(String name) {
        Place before = places.remove(name);
        if (before != null) {
            liveBytes.accept(-before.length);
        }
    }

    /** Returns what was recorded last of a schedule, or null. */
    ScheduleLines.Line get(String name) {
        Place place = places.get(name);
        return place == null ? null : place.line;
    }

    /** Returns whether a part of what is known of a schedule is in the line at {@code position}. */
    boolean isAt(String name, long position) {
        Place place = places.get(name);
        return place != null && (place.base == position || place.tick == position);
    }

    /** Returns what was recorded last of each. */
    Map<String, ScheduleLines.Line> all() {
        var lines = new TreeMap<String, ScheduleLines.Line>();
        places.forEach((name, place) -> lines.put(name, place.line));
        return lines;
    }
}
