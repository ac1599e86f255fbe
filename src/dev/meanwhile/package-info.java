/**
 * The face: a server to embed, routes with background tasks, and durable typed jobs.
 *
 * <pre>{@code
 * var app = new Meanwhile()
 *     .job("resize", Resize.class, (resize, context) -> images.resize(resize.path(), resize.width()))
 *     .post("/orders", (request, background) -> {
 *         var order = request.body(Order.class);
 *         background.addTask("history", () -> history.save(order));
 *         return Response.json(202, order);
 *     });
 * app.start();
 * }</pre>
 *
 * <p>{@link dev.meanwhile.TestMeanwhile} runs the jobs of such a program in its tests, by a clock of its own.
 */
package dev.meanwhile;
