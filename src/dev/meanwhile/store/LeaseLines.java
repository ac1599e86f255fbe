package dev.meanwhile.store;

import dev.meanwhile.job.Lease;
import dev.meanwhile.json.JsonScan;
import dev.meanwhile.json.JsonText;
import java.time.Duration;
import java.time.Instant;

/** Writes the lease of a job into the line of its status, and reads it. */
final class LeaseLines {

    private LeaseLines() { }

    /** Writes the member, unless there never was a lease. */
    static void write(JsonText line, Lease lease) {
        if (lease == null) {
            return;
        }
        line.name("lease").open('{');
        line.name("n").number(lease.number());
        if (lease.worker() != null) {
            line.name("worker").string(lease.worker());
        }
        line.name("secret").string(lease.secret());
        line.name("for").string(lease.length().toString());
        line.name("until").number(lease.until().toEpochMilli());
        line.close('}');
    }

    static Lease read(JsonScan line) {
        int number = 0;
        String worker = null;
        String secret = "";
        Duration length = Duration.ZERO;
        Instant until = Instant.EPOCH;
        line.open('{');
        while (line.more('}')) {
            switch (line.name()) {
                case "n" -> number = (int) line.number();
                case "worker" -> worker = line.string();
                case "secret" -> secret = line.string();
                case "for" -> length = Duration.parse(line.string());
                case "until" -> until = Instant.ofEpochMilli(line.number());
                default -> line.raw();
            }
        }
        return new Lease(number, worker, secret, length, until);
    }
}
