package crash;

/**
 * A job that is to be submitted.
 *
 * @param kind     what it is
 * @param body     the request's body
 * @param delivery its number if it is a delivery, else -1
 * @param failures how many of its requests are answered with failure
 * @param order    its number if it is repeated until it is answered, with that number as Idempotency-Key and tag; else -1
 */
record Draft(Kind kind, String body, long delivery, int failures, long order) {

    /** Returns the request's own header fields, each with its line end. */
    String headers() {
        String wait = kind == Kind.AWAITED ? "Prefer: wait=2\r\n" : "";
        return order < 0 ? wait : wait + "Idempotency-Key: \"" + tag(order) + "\"\r\n";
    }

    static String tag(long order) {
        return "order-" + order;
    }
}
