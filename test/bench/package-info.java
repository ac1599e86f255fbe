/**
 * The benchmarks, which {@link bench.Bench} runs.
 *
 * <p>What a job costs that is accepted and run, and what was tried to have it cost less. {@code make bench ARGS=accept} prints the
 * processor time a request, which bears noise better than requests a second do. The figures here are medians of alternating
 * rounds of 2 s under {@code wrk -t1 -c64}, after 8 s to warm up, with {@code -Xmx3g}, JDK 25, 2 cores, of a machine that others
 * used as well: differences mean more than sums. A bare {@code HttpServer} takes 24 us.
 *
 * <table border="1">
 * <caption>of 45 us a job in memory</caption>
 * <tr><th>what</th><th>us</th></tr>
 * <tr><td>short JSON read without Gson's reader and written without its writer; header fields of a request looked up without the
 *     JDK's map, which makes two strings of each name it is asked for; the end of the body read, so that the server does not look
 *     for it; the answer copied less often</td><td>-4</td></tr>
 * <tr><td>of a finished job, only what can not be told from the rest kept in memory: 8 objects and 280 bytes instead of 19 and
 *     600 (class histogram)</td><td>-1.3 of 3.4 of garbage collection</td></tr>
 * <tr><td>jobs of the newest 64 ms found without a search, their table made as large as the one before</td><td>-0.5</td></tr>
 * <tr><td>JSON written into bytes, and not into a string that is copied into bytes; milliseconds asked of the clock</td>
 *     <td>-1</td></tr>
 * </table>
 *
 * <p>What was tried and gave nothing, or not enough: compact object headers ({@code -XX:+UseCompactObjectHeaders}, no difference);
 * the parallel collector (3 to 8 us less before jobs were kept smaller, 2 to 3 us after; but it stops a server for all of a
 * collection of the old generation, which with a million jobs is too long for a heartbeat);
 * {@code -XX:MaxTenuringThreshold=1} (1 us of garbage collection, and a flag that users would have to set);
 * reading a handler's input of type {@code Object} from a tree (10 % slower than from its text).
 *
 * <p>What is left above the bare server, by {@code jdk.CPUTimeSample} and {@code perf}, about: a second virtual thread for each job,
 * with the JDK's own books on it (2 us), the store and its retention (2 us), young collections (2 us), five more header fields and
 * 700 more bytes of answer (2 us), and the rest in pieces of less than 0.3 us.
 */
package bench;
