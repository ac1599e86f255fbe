/**
 * A journal: lines of JSON in files that are only ever added to. It knows nothing of jobs; what its lines mean is in
 * {@link dev.meanwhile.store}.
 *
 * <h2>Files</h2>
 * A folder with segments, {@code 00000001.jsonl} and so on, and a file {@code lock} that is locked while a process uses it. A
 * line of a segment is one JSON object, so that {@code tail -f} and {@code jq} can read it:
 * <pre>
 * {"crc":"8f21c0a4","n":1,"journal":"meanwhile","format":1,"segment":1}
 * {"crc":"51d6e5a0","n":2,"op":"add","id":"019a...",...}
 * {"crc":"be17f00d","n":2,"op":"move","id":"019a...",...}
 * {"crc":"0c1a77e2","n":9,"op":"closed"}
 * </pre>
 * <ul>
 * <li>{@code crc}: the CRC-32C of the bytes from {@code "n"} to the closing brace, as eight hexadecimal digits.
 * <li>{@code n}: the batch. It rises by one after each force, so that a line of batch n proves that all of batch n - 1 and
 *     before had been forced onto the disk.
 * <li>{@code op}: what kind of line it is; {@code closed} is the last one of a process that was not killed.
 * <li>The first line of a segment names the format, 1, and the segment's number. Lines or members may be added without a new
 *     number, if whoever does not know them may ignore them. A number above one's own means: hands off.
 * </ul>
 *
 * <h2>Writing</h2>
 * One thread writes. It takes all that waits, writes it, forces it, and lets those who wait go on: the more that wait, the less
 * each costs. A segment is forced before the next one is begun. If a write or a force fails, the segment is cut back to what
 * is known to be on the disk, and a new one is begun when that is possible again.
 *
 * <h2>Reading, after a crash</h2>
 * Only the last segment can have been written to when the machine or the process died. If a line of it is not as it was
 * written, and no good line of a batch follows that was begun after that one was forced, then it is the torn end of a write
 * that nobody was told of: it is moved into a file {@code *.torn} beside the segment, and the segment is cut there. Any other
 * bad line, or a segment that is missing, is damage: the journal is not opened, and not touched.
 *
 * <h2>Repair</h2>
 * Only when somebody asks for it: a damaged segment is copied without its bad lines, and the copy put into its place; the
 * original is kept beside it as {@code *.damaged}. For a segment that is missing an empty one is made.
 *
 * <h2>Cleaning</h2>
 * The oldest segment is dropped after what is still needed of it has been appended anew. A crash in between leaves both, and
 * the later one counts.
 */
package dev.meanwhile.journal;
