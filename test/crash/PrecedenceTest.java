package crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a server could do wrong about jobs that come after others is found, in whatever order their ends become known. */
class PrecedenceTest {

    private final Findings findings = new Findings(new PrintStream(OutputStream.nullOutputStream()), Path.of("none"));
    private final Ledger ledger = new Ledger(findings, new Executions(), 1000);

    private final Entry first = accept(Kind.SLEEP, After.NONE);
    private final Entry second = accept(Kind.SLEEP, After.NONE);

    @Test
    void isContentWithAJobThatRanAfterTheOthers() {
        Entry last = accept(Kind.SLEEP, new After(List.of(first, second), false));
        observe(first, succeeded("10", "11"));
        observe(last, succeeded("12", "13"));
        observe(second, succeeded("11", "12"));
        assertThat(findings.violations()).isEmpty();
        assertThat(ledger.counts()).containsEntry("jobs that came after others", 1L);
        assertThat(last.after().isNone()).isTrue();
    }

    @Test
    void findsThatOneRanAfterAFailure() {
        Entry last = accept(Kind.SLEEP, new After(List.of(first), false));
        observe(last, succeeded("12", "13"));
        observe(first, cancelled("11", null));
        assertThat(findings.violations()).containsKeys("ran though one that comes first did not succeed");
    }

    @Test
    void isContentThatOneRanAfterAFailureIfItMay() {
        Entry last = accept(Kind.SLEEP, new After(List.of(first), true));
        observe(last, succeeded("12", "13"));
        cancelling(first);
        observe(first, cancelled("11", null));
        assertThat(findings.violations()).isEmpty();
    }

    @Test
    void findsThatOneBeganTooEarly() {
        Entry last = accept(Kind.SLEEP, new After(List.of(first), false));
        observe(first, succeeded("10", "14"));
        observe(last, succeeded("12", "13"));
        assertFound("began before one that comes first had ended");
    }

    @Test
    void findsOneUnfinishedThatMustHaveEnded() {
        Entry last = accept(Kind.SLEEP, new After(List.of(first), true));
        observe(first, waiting());
        observe(last, job("running", "null", "null", "null", "{\"state\":\"running\",\"at\":\"12\"}"));
        observe(first, waiting());
        assertFound("unfinished though a job that comes after it has begun");
    }

    @Test
    void isContentWithACancelForTheSakeOfAnother() {
        Entry last = accept(Kind.SLEEP, new After(List.of(first, second), false));
        Entry evenLater = accept(Kind.SLEEP, new After(List.of(last), false));
        observe(evenLater, cancelled("13", blame(last, "cancelled")));
        observe(last, cancelled("12", blame(first, "cancelled")));
        cancelling(first);
        observe(first, cancelled("11", null));
        assertThat(findings.violations()).isEmpty();
        assertThat(ledger.counts()).containsEntry("  cancelled because of one of those", 2L);
    }

    @Test
    void findsACancelForTheSakeOfOneThatSucceeded() {
        Entry last = accept(Kind.SLEEP, new After(List.of(first, second), false));
        observe(last, cancelled("12", blame(first, "failed")));
        observe(first, succeeded("10", "11"));
        assertFound("blames a job for what it is not");
    }

    @Test
    void findsACancelForTheSakeOfAStranger() {
        observe(accept(Kind.SLEEP, new After(List.of(first), false)), cancelled("12", blame(second, "failed")));
        assertFound("blames a job that does not come first");
    }

    @Test
    void findsACancelForTheSakeOfOneThatMayEndAnyhow() {
        Entry last = accept(Kind.SLEEP, new After(List.of(first), true));
        cancelling(first);
        observe(first, cancelled("11", null));
        observe(last, cancelled("12", blame(first, "cancelled")));
        assertFound("cancelled for the sake of a job that may end anyhow");
    }

    @Test
    void findsACancelNobodyIsToBlameFor() {
        observe(accept(Kind.SLEEP, new After(List.of(first), false)), cancelled("12", null));
        assertFound("cancelled though nobody asked");
    }

    @Test
    void isContentWithACancelSomebodyAskedForWhileItWaits() {
        Entry last = accept(Kind.SLEEP, new After(List.of(first), false));
        cancelling(last);
        observe(last, cancelled("12", null));
        observe(first, waiting());
        assertThat(findings.violations()).isEmpty();
    }

    @Test
    void isContentWithTheResultsThatWerePassedOn() {
        Entry last = accept(Kind.ECHO, new After(List.of(first, second), true));
        observe(first, succeeded("10", "11"));
        cancelling(second);
        observe(second, cancelled("11", null));
        observe(last, echoed("\"" + first.id + "\":{\"slept\":0.1},\"" + second.id + "\":null"));
        assertThat(findings.violations()).isEmpty();
    }

    @Test
    void findsResultsThatWereNotPassedOn() {
        Entry last = accept(Kind.ECHO, new After(List.of(first), false));
        observe(first, succeeded("10", "11"));
        observe(last, echoed("\"" + first.id + "\":null"));
        assertFound("was given other results");
    }

    private Entry accept(Kind kind, After after) {
        return ledger.accept(UUID.randomUUID(), new Draft(kind, "", -1, 0, -1, after), 0);
    }

    private void observe(Entry entry, JsonObject job) {
        ledger.observe(entry, job, System.nanoTime());
    }

    private void cancelling(Entry entry) {
        entry.cancelling(Entry.Cancelling.NOT_ANSWERED);
    }

    private static JsonObject succeeded(String began, String ended) {
        return job("succeeded", "{\"slept\":0.1}", "null", "\"" + ended + "\"", "{\"state\":\"running\",\"at\":\"" + began + "\"}");
    }

    private static JsonObject echoed(String after) {
        return job("succeeded", "{\"type\":\"echo\",\"after\":{" + after + "}}", "null", "\"13\"", "{\"state\":\"running\",\"at\":\"12\"}");
    }

    private static JsonObject waiting() {
        return job("queued", "null", "null", "null", "");
    }

    private static JsonObject cancelled(String ended, String error) {
        return job("cancelled", "null", error == null ? "null" : "{\"message\":\"" + error + "\"}", "\"" + ended + "\"", "");
    }

    private static String blame(Entry entry, String state) {
        return "job " + entry.id + ", which comes first, is " + state;
    }

    private static JsonObject job(String state, String result, String error, String ended, String running) {
        String history = "{\"state\":\"waiting\"}" + (running.isEmpty() ? "" : "," + running) + ",{\"state\":\"" + state + "\"}";
        return JsonParser.parseString("{\"state\":\"" + state + "\",\"attempt\":" + (running.isEmpty() ? 0 : 1)
                + ",\"crashes\":0,\"result\":" + result + ",\"error\":" + error + ",\"finishedAt\":" + ended
                + ",\"history\":[" + history + "]}").getAsJsonObject();
    }

    private void assertFound(String what) {
        assertThat(findings.violations()).containsOnlyKeys(what);
    }
}
