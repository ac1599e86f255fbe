package crash;

/**
 * A job that is to be submitted.
 *
 * @param kind     what it is
 * @param members  the members of the JSON object that asks for it
 * @param delivery its number if it is a delivery, else -1
 * @param failures how many of its requests are answered with failure
 * @param order    its number if it is repeated until it is answered, with that number as Idempotency-Key and tag; else -1
 * @param after    what comes before it, besides others of its batch
 */
record Draft(Kind kind, String members, long delivery, int failures, long order, After after) {

    /** A job of a schedule. */
    static final Draft TICK = new Draft(Kind.TICK, "", -1, 0, -1, After.NONE);

    /** Returns it with what comes before it, and says so in what is sent. */
    Draft comingAfter(After firsts) {
        return firsts.isNone() ? this : new Draft(kind, members + "," + firsts.members(), delivery, failures, order, firsts);
    }

    /** Returns it with what comes before it, as is known once others have been accepted with it. */
    Draft acceptedAfter(After firsts) {
        return new Draft(kind, members, delivery, failures, order, firsts);
    }

    /** Returns the request's body. */
    String body() {
        return "{" + members + "}";
    }

    /** Returns the request's own header fields, each with its line end. */
    String headers() {
        String wait = kind == Kind.AWAITED ? "Prefer: wait=2\r\n" : "";
        return order < 0 ? wait : wait + key(tag(order));
    }

    static String key(String text) {
        return "Idempotency-Key: \"" + text + "\"\r\n";
    }

    static String tag(long order) {
        return "order-" + order;
    }
}
