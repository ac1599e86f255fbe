package crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The judge is judged: it must find what it is there to find, and nothing else. */
class LedgerTest {

    private static final int KEEP = 8;
    private static final String QUEUED = "{\"state\":\"queued\"}";
    private static final String RUNNING = "{\"state\":\"running\"}";
    private static final String SUCCEEDED = "{\"state\":\"succeeded\"}";
    private static final String DIED = "{\"state\":\"queued\",\"error\":{\"message\":\"the server died while this job ran\"}}";
    private static final String NOT_AGAIN = "the server died while this job ran, which is not to be run again";

    private final Findings findings = new Findings(new PrintStream(OutputStream.nullOutputStream()), Path.of("none"));
    private final Executions executions = new Executions();
    private final Ledger ledger = new Ledger(findings, executions, KEEP);

    @Test
    void isContentWithAJobThatRan() {
        ledger.observe(accept(Kind.SLEEP), job("succeeded", 1, 0, QUEUED, RUNNING, SUCCEEDED), now());
        assertThat(ledger.finished()).isEqualTo(1);
        assertContent();
    }

    @Test
    void isContentWithAJobThatRanAgainAfterAKill() {
        Entry entry = accept(Kind.DELIVERY);
        run(entry, 2);
        ledger.killing();
        ledger.observe(entry, job("succeeded", 1, 1, QUEUED, RUNNING, DIED, RUNNING, SUCCEEDED), now());
        assertThat(ledger.runAgain()).isEqualTo(1);
        assertContent();
    }

    @Test
    void findsACrashWithoutAKill() {
        ledger.observe(accept(Kind.SLEEP), job("succeeded", 1, 1, QUEUED, RUNNING, DIED, RUNNING, SUCCEEDED), now());
        assertFound("more crashes than kills");
    }

    @Test
    void findsACrashThatWasNotCounted() {
        Entry entry = accept(Kind.DELIVERY);
        run(entry, 2);
        ledger.killing();
        ledger.observe(entry, job("succeeded", 1, 0, QUEUED, RUNNING, SUCCEEDED), now());
        assertFound("ran more often than attempts were begun");
    }

    @Test
    void findsACrashOfAJobThatDidNotRun() {
        ledger.killing();
        ledger.observe(accept(Kind.SLEEP), job("queued", 0, 1, QUEUED, DIED), now());
        assertThat(findings.violations()).containsKeys("a crash without an attempt");
    }

    @Test
    void findsThatAJobWentOnAfterItHadEnded() {
        Entry entry = accept(Kind.SLEEP);
        ledger.observe(entry, job("succeeded", 1, 0, QUEUED, RUNNING, SUCCEEDED), now());
        ledger.observe(entry, job("running", 1, 0, QUEUED, RUNNING), now());
        assertFound("unfinished after it had ended");
    }

    @Test
    void isContentWithAnAnswerThatCameLate() {
        Entry entry = accept(Kind.SLEEP);
        long sent = now();
        ledger.observe(entry, job("succeeded", 1, 0, QUEUED, RUNNING, SUCCEEDED), now());
        ledger.observe(entry, job("running", 1, 0, QUEUED, RUNNING), sent);
        assertContent();
    }

    @Test
    void findsAnotherEndThanBefore() {
        Entry entry = accept(Kind.SLEEP);
        ledger.observe(entry, job("succeeded", 1, 0, QUEUED, RUNNING, SUCCEEDED), now());
        JsonObject other = job("succeeded", 1, 0, QUEUED, RUNNING, SUCCEEDED);
        other.addProperty("finishedAt", "later");
        ledger.observe(entry, other, now());
        assertFound("changed after it had ended");
    }

    @Test
    void findsThatADeliveryRanAgainAfterItHadEnded() {
        Entry entry = accept(Kind.DELIVERY);
        run(entry, 1);
        ledger.observe(entry, job("succeeded", 1, 0, QUEUED, RUNNING, SUCCEEDED), now());
        executions.excess(number -> findings.violation("early", null, ""));
        assertContent();
        run(entry, 1);
        executions.excess(number -> findings.violation("excess", null, ""));
        assertFound("excess");
    }

    @Test
    void findsADeliveryThatSucceededWithoutHavingRun() {
        ledger.observe(accept(Kind.DELIVERY), job("succeeded", 1, 0, QUEUED, RUNNING, SUCCEEDED), now());
        assertFound("succeeded without having run");
    }

    @Test
    void findsASecondRunOfWhatMustNotRunAgain() {
        Entry entry = accept(Kind.ONCE);
        run(entry, 2);
        ledger.observe(entry, job("running", 1, 0, QUEUED, RUNNING), now());
        assertFound("ran twice although it must not");
    }

    @Test
    void isContentWithTheFailuresThatAreNamed() {
        Entry once = accept(Kind.ONCE);
        Entry poison = accept(Kind.LONG);
        for (int i = 0; i < 3; i++) {
            ledger.killing();
        }
        ledger.observe(once, failed(NOT_AGAIN, 1, 1, QUEUED, RUNNING, failure(NOT_AGAIN)), now());
        String thrice = "the server died 3 times while this job ran";
        ledger.observe(poison, failed(thrice, 1, 3, QUEUED, RUNNING, DIED, RUNNING, DIED, RUNNING, failure(thrice)), now());
        assertContent();
    }

    @Test
    void findsAFailureOfAnyOtherKind() {
        ledger.observe(accept(Kind.SLEEP), failed("disk full", 1, 0, QUEUED, RUNNING, failure("disk full")), now());
        assertFound("failed for no reason of its own");
    }

    @Test
    void findsThatACancelledJobIsNotCancelled() {
        Entry running = accept(Kind.LONG);
        running.cancelling(Entry.Cancelling.NOT_ANSWERED);
        ledger.cancelled(running, 202);
        ledger.observe(running, job("running", 1, 0, QUEUED, RUNNING), now());
        assertContent();
        ledger.observe(running, job("succeeded", 1, 0, QUEUED, RUNNING, SUCCEEDED), now());
        assertFound("ended otherwise than cancelled");
    }

    @Test
    void findsThatACancelledJobWaitsAgain() {
        Entry waiting = accept(Kind.DELAYED);
        waiting.cancelling(Entry.Cancelling.NOT_ANSWERED);
        ledger.cancelled(waiting, 200);
        ledger.observe(waiting, job("queued", 0, 0, QUEUED), now());
        assertFound("unfinished after it was cancelled");
    }

    @Test
    void findsACancelNobodyAskedFor() {
        ledger.observe(accept(Kind.LONG), job("cancelled", 0, 0, QUEUED, "{\"state\":\"cancelled\"}"), now());
        assertFound("cancelled though nobody asked");
    }

    @Test
    void findsOneThatWasLeftOutWhenItsBatchWasCancelled() {
        Entry running = accept(Kind.LONG);
        running.cancelling(Entry.Cancelling.NOT_ANSWERED);
        running.swept();
        JsonObject told = job("running", 1, 0, QUEUED, RUNNING);
        told.addProperty("cancelRequested", true);
        ledger.observe(running, told, now());
        assertContent();
        ledger.observe(running, job("running", 1, 0, QUEUED, RUNNING), now());
        assertFound("left out when its batch was cancelled");
    }

    @Test
    void isContentWithOneThatExpired() {
        ledger.observe(accept(Kind.EXPIRING), expired("12", "12", 0, QUEUED, "{\"state\":\"expired\"}"), now());
        assertContent();
    }

    @Test
    void findsOneThatExpiredThoughItNeedNot() {
        ledger.observe(accept(Kind.DELAYED), expired("12", "13", 0, QUEUED, "{\"state\":\"expired\"}"), now());
        assertFound("expired though nobody asked");
    }

    @Test
    void findsOneThatExpiredTooEarly() {
        ledger.observe(accept(Kind.EXPIRING), expired("12", "11", 0, QUEUED, "{\"state\":\"expired\"}"), now());
        assertFound("expired before its time");
    }

    @Test
    void findsOneThatBeganTooLate() {
        JsonObject late = expired("12", "14", 1, QUEUED, "{\"state\":\"running\",\"at\":\"13\"}", SUCCEEDED);
        late.addProperty("state", "succeeded");
        late.add("result", JsonParser.parseString("{\"slept\":0.1}"));
        ledger.observe(accept(Kind.EXPIRING), late, now());
        assertFound("began after it had expired");
    }

    @Test
    void countsAMissingJobAsLostUnlessItIsOld() {
        Entry unfinished = accept(Kind.SLEEP);
        Entry finished = accept(Kind.SLEEP);
        Entry old = accept(Kind.SLEEP);
        ledger.observe(old, job("succeeded", 1, 0, QUEUED, RUNNING, SUCCEEDED), now());
        accept(Kind.SLEEP);
        ledger.observe(finished, job("succeeded", 1, 0, QUEUED, RUNNING, SUCCEEDED), now());
        ledger.missing(unfinished);
        ledger.missing(unfinished);
        ledger.missing(finished);
        assertThat(findings.lost()).isEqualTo(2);
        accept(Kind.SLEEP);
        ledger.missing(old);
        assertThat(findings.lost()).isEqualTo(2);
        assertThat(ledger.unfinishedCount()).isEqualTo(2);
    }

    @Test
    void findsTwoJobsOfOneSubmission() {
        long number = executions.next();
        assertThat(executions.count(number, new UUID(0, 17))).isEqualTo(1);
        assertThat(executions.count(number, new UUID(0, 17))).isEqualTo(2);
        assertThat(executions.count(number, new UUID(0, 18))).isEqualTo(-1);
    }

    private Entry accept(Kind kind) {
        long delivery = kind.isDelivery() ? executions.next() : -1;
        return ledger.accept(UUID.randomUUID(), new Draft(kind, "", delivery, 0, -1, After.NONE), ledger.kills());
    }

    private void run(Entry entry, int times) {
        for (int i = 0; i < times; i++) {
            executions.count(entry.delivery, entry.id);
        }
    }

    private static long now() {
        return System.nanoTime();
    }

    private static JsonObject job(String state, int attempt, int crashes, String... history) {
        String result = state.equals("succeeded") ? "{\"slept\":0.1,\"status\":204}" : "null";
        return JsonParser.parseString("{\"state\":\"" + state + "\",\"attempt\":" + attempt + ",\"crashes\":" + crashes
                + ",\"cancelRequested\":false,\"result\":" + result + ",\"error\":null,\"history\":["
                + String.join(",", history) + "]}").getAsJsonObject();
    }

    private static JsonObject expired(String expires, String ended, int attempt, String... history) {
        JsonObject job = job("expired", attempt, 0, history);
        job.addProperty("expiresAt", expires);
        job.addProperty("finishedAt", ended);
        return job;
    }

    private static JsonObject failed(String message, int attempt, int crashes, String... history) {
        JsonObject job = job("failed", attempt, crashes, history);
        job.add("error", JsonParser.parseString("{\"message\":\"" + message + "\"}"));
        return job;
    }

    private static String failure(String message) {
        return "{\"state\":\"failed\",\"error\":{\"message\":\"" + message + "\"}}";
    }

    private void assertContent() {
        assertThat(findings.violations()).isEmpty();
    }

    private void assertFound(String what) {
        assertThat(findings.violations()).containsOnlyKeys(what);
    }
}
