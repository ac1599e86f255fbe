package dev.meanwhile.store;

import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.Rate;
import dev.meanwhile.json.JsonScan;
import dev.meanwhile.json.JsonText;

/** Writes and reads what was said of a queue as a line of the journal. What is not said is left out. */
final class QueueLines {

    /** All that was said of a queue while a server ran: the last line of a queue counts. */
    static final String QUEUE = "queue";

    /** No rate, where a rate was declared. */
    private static final String NO_RATE = "0";

    private QueueLines() { }

    static byte[] write(String queue, QueueOptions options) {
        var line = new JsonText(128).name("op").string(QUEUE).name("queue").string(queue);
        for (QueueOptions.Option option : QueueOptions.Option.values()) {
            if (options.said().contains(option)) {
                switch (option) {
                    case CONCURRENCY -> line.name("concurrency").number(options.concurrency());
                    case CONCURRENCY_PER_KEY -> line.name("concurrencyPerKey").number(options.concurrencyPerKey());
                    case RATE -> line.name("rate").string(options.rate() == null ? NO_RATE : options.rate().toString());
                    case PAUSED -> line.name("paused").truth(options.paused());
                }
            }
        }
        return line.close('}').bytes();
    }

    /** What a line says. */
    record Line(String queue, QueueOptions options) { }

    /** Reads a line after {@code op}. Members it does not know are skipped. */
    static Line read(JsonScan line) {
        String queue = null;
        QueueOptions options = QueueOptions.NONE;
        for (boolean more = true; more; more = line.more('}')) {
            switch (line.name()) {
                case "queue" -> queue = line.string();
                case "concurrency" -> options = options.withConcurrency((int) line.number());
                case "concurrencyPerKey" -> options = options.withConcurrencyPerKey((int) line.number());
                case "rate" -> {
                    String rate = line.string();
                    options = options.withRate(rate.equals(NO_RATE) ? null : Rate.parse(rate));
                }
                case "paused" -> options = options.withPaused(line.truth());
                default -> line.raw();
            }
        }
        if (queue == null) {
            throw new IllegalArgumentException("the queue is missing");
        }
        return new Line(queue, options);
    }
}
