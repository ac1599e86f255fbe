package crash;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes up jobs, for one client. */
final class Mix {

    private static final int KEYS = 10;
    private static final double ORDERS = 0.1;
    private static final double DEPENDENTS = 0.1;
    private static final double ANYHOW = 0.3;
    private static final int MOST_FIRSTS = 3;

    private final SplittableRandom random;
    private final Options options;
    private final Executions executions;
    private final AtomicLong orders;

    /** Creates a mix; {@code orders} numbers the repeatable submissions of all clients. */
    Mix(SplittableRandom random, Options options, Executions executions, AtomicLong orders) {
        this.random = random;
        this.options = options;
        this.executions = executions;
        this.orders = orders;
    }

    /** Makes up a job; {@code recent} returns a job that may come before it, or null if it knows of none just now. */
    Draft next(Supplier<Entry> recent) {
        Kind kind = kind();
        // An awaited one is answered with how the job is, not with what was answered before.
        long order = options.idempotency() && kind != Kind.AWAITED && kind != Kind.KEYED && random.nextDouble() < ORDERS
                ? orders.incrementAndGet() : -1;
        List<String> tags = order < 0 ? List.of() : List.of(Draft.tag(order));
        // One with a key may be there already, and come before others.
        boolean dependent = kind == Kind.ECHO || kind != Kind.AWAITED && kind != Kind.KEYED && random.nextDouble() < DEPENDENTS;
        After after = dependent ? after(kind, recent) : After.NONE;
        return draft(kind, order, tags, numbers(after)).comingAfter(after);
    }

    private After after(Kind kind, Supplier<Entry> recent) {
        var firsts = new LinkedHashSet<Entry>();
        for (int i = random.nextInt(1, MOST_FIRSTS + 1); i > 0; i--) {
            Entry first = recent.get();
            // What echoes say of each other would grow and grow.
            if (first != null && (kind != Kind.ECHO || first.kind != Kind.ECHO)) {
                firsts.add(first);
            }
        }
        return new After(List.copyOf(firsts), !firsts.isEmpty() && isAnyhow());
    }

    /** Returns the numbers of those deliveries that must have been answered with success before. */
    private static List<Long> numbers(After after) {
        return after.anyhow() ? List.of()
                : after.jobs().stream().filter(first -> first.kind.isDelivery()).map(first -> first.delivery).toList();
    }

    /** Returns whether something is to come after others however they end. */
    boolean isAnyhow() {
        return random.nextDouble() < ANYHOW;
    }

    /** Makes up a job of a kind, with those tags, and that comes after the deliveries of those numbers. */
    Draft draft(Kind kind, long order, List<String> tags, List<Long> firsts) {
        var members = new ArrayList<String>();
        long number = -1;
        int failures = 0;
        if (kind.isDelivery()) {
            number = executions.next();
            failures = failures(kind);
            members.add(delivery(kind, number, failures, firsts));
        } else {
            members.add(other(kind));
        }
        if (kind == Kind.DELAYED || kind == Kind.LATE_DELIVERY) {
            members.add("\"delay\":\"" + random.nextInt(100, 2000) + "ms\"");
        }
        if (kind == Kind.EXPIRING) {
            int delay = random.nextInt(1, 500);
            members.add("\"delay\":\"" + delay + "ms\",\"expires\":\"" + (delay + random.nextInt(1, 400)) + "ms\"");
        }
        if (!tags.isEmpty()) {
            members.add(tags.stream().collect(Collectors.joining("\",\"", "\"tags\":[\"", "\"]")));
        }
        return new Draft(kind, String.join(",", members), number, failures, order, After.NONE);
    }

    private Kind kind() {
        int dice = random.nextInt(1000);
        // Of commands there are few: each costs as much as a hundred others.
        if (dice < 3) {
            return dice < 1 ? Kind.STUBBORN : dice < 2 ? Kind.COMMAND : Kind.ECHO;
        } else if (dice < 12) {
            return Kind.LONG;
        } else if (dice < 42) {
            return Kind.DELAYED;
        } else if (dice < 72) {
            return Kind.KEYED;
        } else if (dice < 92) {
            return Kind.AWAITED;
        } else if (dice < 172) {
            return Kind.DELIVERY;
        } else if (dice < 192) {
            return Kind.LATE_DELIVERY;
        } else if (dice < 212) {
            return Kind.FLAKY;
        } else if (dice < 217) {
            return Kind.HOPELESS;
        } else if (dice < 237) {
            return Kind.EXPIRING;
        } else if (dice < 257 && options.rerunAfterCrash()) {
            return Kind.ONCE;
        }
        return Kind.SLEEP;
    }

    private String other(Kind kind) {
        return switch (kind) {
            case SLEEP, AWAITED, DELAYED, EXPIRING -> sleep(0, 20);
            case LONG -> sleep(1000, 3000);
            case KEYED -> sleep(0, 1500) + ",\"key\":\"key-" + random.nextInt(KEYS) + "\"";
            case COMMAND -> "\"type\":\"nap\"";
            case STUBBORN -> "\"type\":\"stubborn\"";
            case ECHO -> "\"type\":\"echo\"";
            default -> throw new AssertionError(kind);
        };
    }

    private String sleep(int least, int most) {
        return "\"type\":\"sleep\",\"input\":{\"seconds\":" + random.nextInt(least, most) / 1000.0 + "}";
    }

    private int failures(Kind kind) {
        return switch (kind) {
            case FLAKY -> random.nextInt(1, 3);
            case HOPELESS -> Executions.MOST;
            default -> 0;
        };
    }

    private String delivery(Kind kind, long number, int failures, List<Long> firsts) {
        String type = switch (kind) {
            case HOPELESS -> "hopeless";
            case ONCE -> "once";
            default -> "deliver";
        };
        // Long enough for some of them to be under way when the server is killed.
        int millis = kind == Kind.ONCE || random.nextInt(10) == 0 ? random.nextInt(500) : 0;
        String numbers = firsts.stream().map(Object::toString).collect(Collectors.joining("."));
        String after = firsts.isEmpty() ? "" : ",\"after\":\"" + numbers + "\"";
        return "\"type\":\"" + type + "\",\"input\":{\"number\":" + number + ",\"failures\":" + failures
                + ",\"millis\":" + millis + after + "}" + (kind == Kind.ONCE ? ",\"rerunAfterCrash\":false" : "");
    }
}
