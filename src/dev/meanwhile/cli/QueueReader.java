package dev.meanwhile.cli;

import dev.meanwhile.job.JobType;
import dev.meanwhile.job.QueueOptions;
import dev.meanwhile.job.Rate;
import dev.meanwhile.job.TypeOptions;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the queues of a configuration file. */
final class QueueReader {

    private static final Kind<Integer> COUNT = Numbers.count(1, TypeOptions.MAX_CONCURRENCY);

    private static final Kind<Rate> RATE = new Kind<>("RATE", Rate.FORM + ", or 0 for none") {
        @Override
        Rate parse(String text) {
            try {
                return Rate.parse(text);
            } catch (IllegalArgumentException bad) {
                throw new MisfitException(bad.getMessage().replace(Rate.FORM, form()));
            }
        }
    };

    private QueueReader() { }

    /** Returns the queues by name, in their order; one with a mistake is good for nothing else than its name. */
    static Map<String, QueueOptions> read(Section queues) {
        var declared = new LinkedHashMap<String, QueueOptions>();
        for (String name : queues.names()) {
            if (!JobType.isName(name)) {
                queues.mistake(name, ": the name of a queue must be " + JobType.NAME_FORM);
            }
            declared.put(name, options(queues.section(name)));
        }
        return declared;
    }

    private static QueueOptions options(Section queue) {
        QueueOptions options = QueueOptions.NONE;
        Integer concurrency = queue.read("concurrency", COUNT, null);
        if (concurrency != null) {
            options = options.withConcurrency(concurrency);
        }
        Integer perKey = queue.read("concurrencyPerKey", COUNT, null);
        if (perKey != null) {
            options = options.withConcurrencyPerKey(perKey);
        }
        Rate rate = isNoRate(queue.node("rate")) ? null : queue.read("rate", RATE, null);
        if (rate != null) {
            options = options.withRate(rate);
        }
        Boolean paused = queue.read("paused", Kinds.TRUTH, null);
        return paused == null ? options : options.withPaused(paused);
    }

    private static boolean isNoRate(Node rate) {
        return rate instanceof Node.Nothing || rate instanceof Node.Digits number && number.digits().equals("0");
    }
}
