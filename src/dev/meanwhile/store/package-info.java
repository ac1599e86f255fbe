/**
 * What survives an attempt: the jobs known, finished or not, and their logs. {@link dev.meanwhile.store.JobStore} is what
 * the engine asks for. {@link dev.meanwhile.store.MemoryStore} forgets everything when the process ends;
 * {@link dev.meanwhile.store.JournalStore} records it in a {@linkplain dev.meanwhile.journal journal}.
 *
 * <h2>Lines of the journal</h2>
 * What is as usual is left out: no delay, priority 0, one attempt, a queue of the type's name. Times are milliseconds since
 * 1970, durations ISO 8601.
 * <pre>
 * {...,"op":"add","id":"019a...","at":1764000000000,"type":"resize","priority":5,"tags":["a"],"input":{"path":"a.jpg"}}
 * {...,"op":"add","again":true,"id":"019a...",...,"status":{"state":"queued",...},"input":{"path":"b.jpg"}}
 * {...,"op":"batch","jobs":[{"id":"019a...","at":...,"type":"resize","batch":"019a..."},...]}
 * {...,"op":"move","id":"019a...","state":"running","attempt":1,"runAt":...,"startedAt":...,"history":[["queued",0,...],...]}
 * {...,"op":"move","id":"019a...","state":"succeeded","attempt":1,...,"finishedAt":...,"history":[...],"result":{"width":200}}
 * {...,"op":"cancel","id":"019a..."}
 * {...,"op":"forget","id":"019a..."}
 * {...,"op":"answer","idempotency":{"key":"k-1","print":"...","at":...},"made":false,"job":{"id":...}}
 * {...,"op":"schedule","name":"nightly","handled":1764...,"schedule":{"cron":"0 3 * * *","zone":"Asia/Seoul","type":...,"input":...}}
 * {...,"op":"add","tick":{"schedule":"nightly","handled":1764...},"id":"019a...",...}
 * {...,"op":"unschedule","name":"nightly"}
 * {...,"op":"queue","queue":"images","concurrency":8,"rate":"100/m","paused":true}
 * {...,"op":"checkpoint","id":"019a...","state":{"rows":120000}}
 * </pre>
 * <ul>
 * <li>{@code add}: a job was accepted. With {@code idempotency}, for a request of that key: the answer and the job are one line,
 *     so that a crash can not part them. With {@code status}, it is a copy of a job as it has become, made when the oldest
 *     segment was dropped, and counts for all earlier lines of that job.
 *     With {@code again} it is no copy, but says that the job waits again: it was submitted anew while it waited, or was finished
 *     and is to be tried again. Its {@code idempotency} is then that of a request that met the job ({@code "made":false}), and
 *     the answer the job as it is in the line.
 * <li>{@code batch}: jobs accepted together, all in one line, so that a crash leaves all or none. A copy of one of them is an
 *     {@code add} of its own. A job with {@code after} was accepted WAITING.
 * <li>{@code move}: what has become of a job: its whole status, of which the last one counts. That the time of a job has come is
 *     not recorded, because the time is; nor that those before it have ended, because they are. With {@code lease},
 *     {@code {"n":2,"worker":"w","secret":"...","for":"PT30S","until":...}}, it says which worker elsewhere has the job, or had it
 *     last; a heartbeat is such a line, too. Found running, the job stays with that worker until the lease runs out.
 * <li>{@code cancel}: a running job has been told to stop; found running, it is CANCELLED.
 * <li>{@code forget}: a finished job was deleted. Jobs that are forgotten because of {@link dev.meanwhile.job.Keep} have no such
 *     line: the same rule is applied again at the start.
 * <li>{@code schedule}: a schedule, and how far it is handled: of each tick up to then it is settled whether it made a job. The
 *     last such line counts; a copy of it is made when what it says is still needed from the oldest segment. It was declared by
 *     the configuration or the program with {@code declared}, else made through the HTTP interface. One that can not be read,
 *     because this system does not know its zone for example, stays as it is.
 * <li>{@code tick} in an {@code add}: the job was made by a tick of that schedule, which is handled so far since then: the job
 *     and the mark are one line, so that a crash can not part them, and no tick is lost or makes two jobs. A copy of the job does
 *     not repeat it.
 * <li>{@code unschedule}: a schedule was forgotten.
 * <li>{@code answer}: how a request of that key was answered, when that is not in the line of the job it made; of a batch, with
 *     {@code jobs}.
 * <li>{@code queue}: all that is said of a queue since it was changed while a server ran, in the place of what the configuration
 *     says; {@code "rate":"0"} is none. The last line of a queue counts; one that says nothing ends what those before it said.
 * <li>{@code checkpoint}: how far a running job has come, in its own words. The last line of a job counts, until the job has
 *     finished, or begins anew: no such line comes after the one that says so. A copy of it is made when the oldest segment is dropped.
 * </ul>
 *
 * <h2>Logs</h2>
 * What job {@code 019a...7c} has said is in {@code logs/7c/019a...7c.log}, its beginning, and {@code .tail}, its end after the
 * position in the first line.
 */
package dev.meanwhile.store;
