package dev.meanwhile.engine;

import dev.meanwhile.event.EventLog;
import dev.meanwhile.job.JobType;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.QueueOptions.Option;
import dev.meanwhile.job.RefusedException;
import dev.meanwhile.job.Work;
import dev.meanwhile.store.JobStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The queues there are, by name. Safe for use by any thread.
 *
 * <p>What holds for a queue is said in three places, of which the last one that says something counts: the type whose own queue it
 * is, for its concurrency; the declaration of the queue; and what was changed while a server ran, which is recorded, and counts
 * until it is taken back.
 */
public final class Queues {

    /**
     * A queue and what is said of it.
     *
     * @param ofType   by the type whose own it is
     * @param declared by its declaration
     * @param changed  while a server ran
     */
    private record Known(Queue queue, QueueOptions ofType, QueueOptions declared, QueueOptions changed) {

        QueueOptions inForce() {
            return ofType.with(declared).with(changed);
        }
    }

    /**
     * A queue as it is now.
     *
     * @param name     its name
     * @param options  what holds for it
     * @param changed  what of that was changed while a server ran
     * @param waiting  how many jobs are ready and wait
     * @param running  how many run
     * @param oldest   since when the job is ready that waits longest, or null
     */
    public record View(String name, QueueOptions options, Set<Option> changed, int waiting, int running, Instant oldest) { }

    private final JobStore store;
    private final EventLog log;
    private final Lanes lanes;
    private final BiConsumer<LiveJob, Slot> starter;
    private final Timetable timetable;
    /** Hears of jobs of remote types. */
    private final Consumer<Queue> demand;
    private final ConcurrentNavigableMap<String, Known> queues = new ConcurrentSkipListMap<>();
    /** Held while something is said of a queue, and recorded, so that what is recorded is what holds. */
    private final ReentrantLock lock = new ReentrantLock();

    Queues(JobStore store, EventLog log, Lanes lanes, BiConsumer<LiveJob, Slot> starter, Timetable timetable,
           Consumer<Queue> demand) {
        this.store = store;
        this.log = log;
        this.lanes = lanes;
        this.starter = starter;
        this.timetable = timetable;
        this.demand = demand;
    }

    /** Says how the jobs of a queue run, which is there from now on. Before the first job is submitted. */
    public void declare(String name, QueueOptions options) {
        say(name, known -> new Known(known.queue, known.ofType, options, known.changed));
    }

    /** Returns the queue that jobs of a type wait in unless they say otherwise; it is there from now on. */
    Queue of(JobType type) {
        String own = type.name();
        String named = type.options().queue();
        if (named != null && !named.equals(own)) {
            return say(named, known -> known);
        }
        var ofType = QueueOptions.NONE.withConcurrency(type.options().concurrency());
        boolean onDemand = type.work().kind() == Work.Kind.REMOTE;
        return say(own, known -> new Known(known.queue.isOnDemand() == onDemand ? known.queue : queue(own, onDemand),
                ofType, known.declared, known.changed));
    }

    private Queue say(String name, UnaryOperator<Known> what) {
        lock.lock();
        try {
            Known known = what.apply(queues.containsKey(name) ? queues.get(name) : created(name));
            queues.put(name, known);
            known.queue.options(known.inForce());
            return known.queue;
        } finally {
            lock.unlock();
        }
    }

    private Known created(String name) {
        QueueOptions changed = store.queues().getOrDefault(name, QueueOptions.NONE);
        if (!changed.said().isEmpty()) {
            // Else whoever edits the declaration would wonder why that changes nothing.
            log.info("queue_was_changed", "queue", name, "options", text(changed));
        }
        return new Known(queue(name, false), QueueOptions.NONE, QueueOptions.NONE, changed);
    }

    /** Returns an empty queue, of which nothing is said yet. */
    private Queue queue(String name, boolean onDemand) {
        return onDemand ? Queue.onDemand(name, QueueOptions.NONE, timetable, demand)
                : new Queue(name, QueueOptions.NONE, lanes::gate, starter, timetable);
    }

    /** Returns the queue of that name, or null. */
    Queue get(String name) {
        Known known = queues.get(name);
        return known == null ? null : known.queue();
    }

    /** Returns the names of all queues, in their order. */
    public List<String> names() {
        return List.copyOf(queues.keySet());
    }

    /** Returns all queues as they are now, in the order of their names. */
    public List<View> all() {
        var views = new ArrayList<View>();
        queues.values().forEach(known -> views.add(view(known)));
        return views;
    }

    /** Returns a queue as it is now, or null if there is none of that name. */
    public View view(String name) {
        Known known = queues.get(name);
        return known == null ? null : view(known);
    }

    private static View view(Known known) {
        Queue.Figures figures = known.queue().figures();
        return new View(known.queue().name(), known.inForce(), known.changed().said(), figures.waiting(), figures.running(),
                figures.oldest());
    }

    /**
     * Changes what holds for a queue, from now on and after a restart. What runs is not touched.
     *
     * @param said      what is to hold, in the place of what was declared
     * @param takenBack of what is to hold again what was declared
     * @return the queue as it is then, or null if there is none of that name
     * @throws RefusedException if it can not be recorded; all is as before then
     */
    public View change(String name, QueueOptions said, Set<Option> takenBack) {
        lock.lock();
        try {
            Known before = queues.get(name);
            if (before == null) {
                return null;
            }
            QueueOptions changed = before.changed().with(said);
            for (Option option : takenBack) {
                changed = changed.without(option);
            }
            if (!changed.equals(before.changed())) {
                store.queue(name, changed);
                var known = new Known(before.queue, before.ofType, before.declared, changed);
                queues.put(name, known);
                known.queue().options(known.inForce());
                log.info("queue_changed", "queue", name, "options", text(known.inForce()));
            }
            return view(name);
        } finally {
            lock.unlock();
        }
    }

    private static String text(QueueOptions options) {
        var text = new StringBuilder();
        for (Option option : Option.values()) {
            if (options.said().contains(option)) {
                text.append(text.isEmpty() ? "" : " ").append(switch (option) {
                    case CONCURRENCY -> "concurrency=" + options.concurrency();
                    case CONCURRENCY_PER_KEY -> "concurrencyPerKey=" + options.concurrencyPerKey();
                    case RATE -> "rate=" + (options.rate() == null ? "none" : options.rate());
                    case PAUSED -> "paused=" + options.paused();
                });
            }
        }
        return text.toString();
    }

    void forEach(Consumer<Queue> action) {
        queues.values().forEach(known -> action.accept(known.queue()));
    }
}
