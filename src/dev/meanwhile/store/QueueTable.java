package dev.meanwhile.store;

import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.journal.Record;
import dev.meanwhile.json.JsonScan;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongConsumer;

/** What was said of queues while a server ran, and where in the journal that is. Safe for use by any thread. */
final class QueueTable {

    /**
     * What was said of a queue last.
     *
     * @param options  what was said; nothing, once all of it was taken back
     * @param position where the line is that says it
     * @param length   how long that is
     */
    private record Said(QueueOptions options, long position, int length) { }

    private final ConcurrentMap<String, Said> recorded = new ConcurrentHashMap<>();
    /** What has been composed for the journal, recorded or not. The writer's own. */
    private final Map<String, QueueOptions> composed = new HashMap<>();
    /** Hears by how much the bytes have changed that are needed on disk. */
    private final LongConsumer liveBytes;

    QueueTable(LongConsumer liveBytes) {
        this.liveBytes = liveBytes;
    }

    /** Returns what was said, of those queues of which anything is. */
    Map<String, QueueOptions> all() {
        var all = new HashMap<String, QueueOptions>();
        recorded.forEach((name, said) -> {
            if (!said.options.said().isEmpty()) {
                all.put(name, said.options);
            }
        });
        return all;
    }

    /** Takes a line of the journal, after its {@code op}, that is read at the start. */
    void replay(long position, int length, JsonScan line) {
        QueueLines.Line read = QueueLines.read(line);
        composed.put(read.queue(), read.options());
        said(read.queue(), read.options(), position, length);
    }

    private void said(String queue, QueueOptions options, long position, int length) {
        Said before = recorded.put(queue, new Said(options, position, length));
        liveBytes.accept(length - (before == null ? 0 : before.length));
    }

    /** Returns what records that something is said of a queue. */
    Record change(String queue, QueueOptions options) {
        return new Change(queue, options);
    }

    /** Returns what records the line at that position anew; null if it does not count any more. */
    Record copy(long position, JsonScan line) {
        String queue = QueueLines.read(line).queue();
        Said said = recorded.get(queue);
        return said == null || said.position != position ? null : new Copy(queue, position);
    }

    private final class Change implements Record {

        private final String queue;
        private final QueueOptions options;
        private QueueOptions before;

        Change(String queue, QueueOptions options) {
            this.queue = queue;
            this.options = options;
        }

        @Override
        public byte[] members() {
            before = composed.put(queue, options);
            return QueueLines.write(queue, options);
        }

        @Override
        public void refused() {
            if (before == null) {
                composed.remove(queue);
            } else {
                composed.put(queue, before);
            }
        }

        @Override
        public void recorded(long position, int length) {
            said(queue, options, position, length);
        }
    }

    /** What was said of a queue, when the copy's turn has come. */
    private final class Copy implements Record {

        private final String queue;
        private final long from;
        private QueueOptions options;

        Copy(String queue, long from) {
            this.queue = queue;
            this.from = from;
        }

        @Override
        public byte[] members() {
            Said said = recorded.get(queue);
            options = composed.get(queue);
            // That nothing is said needs no line once the earlier ones are gone; and a later one says all there is to say.
            boolean counts = said.position == from && said.options.equals(options) && !options.said().isEmpty();
            return counts ? QueueLines.write(queue, options) : null;
        }

        @Override
        public void recorded(long position, int length) {
            Said said = recorded.get(queue);
            if (length > 0) {
                said(queue, options, position, length);
            } else if (said.position == from && said.options.said().isEmpty() && recorded.remove(queue, said)) {
                liveBytes.accept(-said.length);
            }
        }
    }
}
