/**
 * What happens: jobs are admitted, wait in queues, run as attempts on threads of their own, and are settled. Those of types that
 * workers in other processes run wait in their queues until a worker asks, and have no thread here.
 *
 * <p>Who may change a job is decided without a lock. Each unfinished job is a {@code LiveJob}, and whoever wants to move it
 * to another state first takes the right to do so, which one thread has at a time: the thread that submits it, the queue
 * that starts it, the timetable when it is due or has expired, the attempt that runs it, or a caller who cancels it, or
 * submits it anew, while it waits. Only the holder writes to the store, and shows the job as it has become after that. How an
 * attempt ends is decided by one compare-and-set as well: its own return, its timeout, a cancel or the server's stop, whichever
 * comes first.
 *
 * <p>What is due is decided by the monotonic clock. A time of day, such as when a job is to start or expires, is turned into a
 * tick of that clock once, from one reading of both, when the job is accepted, taken up after a restart, or its attempt has
 * failed. A wall clock that is set in between makes nothing early, late, lost or done twice; it counts from the next restart.
 */
package dev.meanwhile.engine;
