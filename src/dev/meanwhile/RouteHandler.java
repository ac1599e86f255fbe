package dev.meanwhile;

/** The code of a route. Called for many requests at once, each on a virtual thread of its own. */
@FunctionalInterface
public interface RouteHandler {

    /**
     * Answers a request.
     *
     * @param request    what was asked
     * @param background takes work to be done after the answer has been sent; dropped if this method throws
     * @return the answer
     * @throws Exception whatever went wrong: answered with 500, without its text, and told in the log
     */
    Response handle(Request request, BackgroundTasks background) throws Exception;
}
