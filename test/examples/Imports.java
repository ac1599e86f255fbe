package examples;

import dev.meanwhile.Meanwhile;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobContext;
import dev.meanwhile.job.JobListener;
import dev.meanwhile.job.JobOptions;
import dev.meanwhile.job.Permanent;
import dev.meanwhile.job.RetryAfter;
import dev.meanwhile.job.RetryPolicy;
import dev.meanwhile.job.TypeOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** A long job that goes on where it was, submits others, and is measured and listened to. */
public final class Imports {

    /** What to import. */
    public record Import(String customer) { }

    /** How far an import has come. */
    public record Done(int page, int rows) { }

    /** Where the rows come from, page by page; an empty page is the last. */
    public interface Source {

        /** Returns the rows of a page. */
        List<String> page(String customer, int number) throws Busy;
    }

    /** The source asks for some patience. */
    public static final class Busy extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final Source source;
    private final Map<String, LongAdder> nanos = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

    /** Creates the example for a source of rows. */
    public Imports(Source source) {
        this.source = source;
    }

    /** Returns the server, not yet started. */
    public Meanwhile server() {
        var retried = TypeOptions.DEFAULT.withRetry(RetryPolicy.NONE.withAttempts(5));
        return new Meanwhile()
                .job("import", Import.class, retried, this::run)
                .job("report", Done.class, (done, context) -> "imported " + done.rows() + " rows")
                .middleware((context, next) -> {
                    long began = System.nanoTime();
                    try {
                        return next.call();
                    } finally {
                        nanos.computeIfAbsent(context.type(), type -> new LongAdder()).add(System.nanoTime() - began);
                    }
                })
                .listener(new JobListener() {
                    @Override
                    public void failed(Job job) {
                        failures.computeIfAbsent(job.type(), type -> new LongAdder()).increment();
                    }
                });
    }

    private Done run(Import todo, JobContext context) throws Permanent, RetryAfter {
        if (todo.customer().isBlank()) {
            throw new Permanent("there is no customer without a name");
        }
        Done done = context.state(Done.class).orElse(new Done(0, 0));
        try {
            for (List<String> rows = source.page(todo.customer(), done.page()); !rows.isEmpty();
                    rows = source.page(todo.customer(), done.page())) {
                done = new Done(done.page() + 1, done.rows() + rows.size());
                context.checkpoint(done);
                context.log("page " + done.page());
            }
        } catch (Busy busy) {
            throw new RetryAfter(Duration.ofMinutes(10));
        }
        context.submit("report", done, JobOptions.NONE.withKey("report/" + context.id()));
        return done;
    }

    /** Returns how many jobs of a type have failed. */
    public long failures(String type) {
        LongAdder count = failures.get(type);
        return count == null ? 0 : count.sum();
    }

    /** Returns how long the attempts of a type took together. */
    public Duration took(String type) {
        LongAdder sum = nanos.get(type);
        return Duration.ofNanos(sum == null ? 0 : sum.sum());
    }
}
