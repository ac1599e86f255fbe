package crash;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Makes up jobs, for one client. */
final class Mix {

    private static final int KEYS = 10;
    private static final double ORDERS = 0.1;

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

    Draft next() {
        Kind kind = kind();
        // An awaited one is answered with how the job is, not with what was answered before.
        long order = options.idempotency() && kind != Kind.AWAITED && kind != Kind.KEYED && random.nextDouble() < ORDERS
                ? orders.incrementAndGet() : -1;
        String tags = order < 0 ? "" : ",\"tags\":[\"" + Draft.tag(order) + "\"]";
        if (kind.isDelivery()) {
            return delivery(kind, order, tags);
        }
        String job = switch (kind) {
            case SLEEP, AWAITED -> sleep(0, 20, "");
            case LONG -> sleep(1000, 3000, "");
            case DELAYED -> sleep(0, 20, ",\"delay\":\"" + random.nextInt(100, 2000) + "ms\"");
            case KEYED -> sleep(0, 1500, ",\"key\":\"key-" + random.nextInt(KEYS) + "\"");
            case COMMAND -> "\"type\":\"nap\"";
            case STUBBORN -> "\"type\":\"stubborn\"";
            default -> throw new AssertionError(kind);
        };
        return new Draft(kind, "{" + job + tags + "}", -1, 0, order);
    }

    private Kind kind() {
        int dice = random.nextInt(1000);
        // Of commands there are few: each costs as much as a hundred others.
        if (dice < 2) {
            return dice < 1 ? Kind.STUBBORN : Kind.COMMAND;
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
        } else if (dice < 237 && options.rerunAfterCrash()) {
            return Kind.ONCE;
        }
        return Kind.SLEEP;
    }

    private String sleep(int least, int most, String more) {
        return "\"type\":\"sleep\",\"input\":{\"seconds\":" + random.nextInt(least, most) / 1000.0 + "}" + more;
    }

    private Draft delivery(Kind kind, long order, String tags) {
        long number = executions.next();
        int failures = switch (kind) {
            case FLAKY -> random.nextInt(1, 3);
            case HOPELESS -> Executions.MOST;
            default -> 0;
        };
        String type = switch (kind) {
            case HOPELESS -> "hopeless";
            case ONCE -> "once";
            default -> "deliver";
        };
        // Long enough for some of them to be under way when the server is killed.
        int millis = kind == Kind.ONCE || random.nextInt(10) == 0 ? random.nextInt(500) : 0;
        String more = switch (kind) {
            case LATE_DELIVERY -> ",\"delay\":\"" + random.nextInt(100, 2000) + "ms\"";
            case ONCE -> ",\"rerunAfterCrash\":false";
            default -> "";
        };
        return new Draft(kind, "{\"type\":\"" + type + "\",\"input\":{\"number\":" + number + ",\"failures\":" + failures
                + ",\"millis\":" + millis + "}" + more + tags + "}", number, failures, order);
    }
}
