package dev.meanwhile.job;

/**
 * Work of a test, as a lambda.
 *
 * @param body what an attempt does
 */
public record TestWork(Body body) implements Work {

    /** What an attempt does. */
    @FunctionalInterface
    public interface Body {

        /** Returns the result, one JSON value. */
        String run(String input, JobContext context) throws Exception;
    }

    @Override
    public Kind kind() {
        return Kind.JAVA;
    }

    @Override
    public String run(String input, JobContext context) throws Exception {
        return body.run(input, context);
    }
}
