package dev.meanwhile.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class EventFormatTest {

    private static final Instant AT = Instant.parse("2026-01-31T10:00:00Z");
    private static final Event EVENT = new Event(AT, Event.Level.INFO, "job_failed", "id", 17, "error", "disk \"full\"\nat 5=6", "x", null);

    @Test
    void writesKeysAndValuesOnOneLine() {
        assertThat(EventFormat.TEXT.line(EVENT))
                .isEqualTo("2026-01-31T10:00:00.000Z INFO event=job_failed id=17 error=\"disk \\\"full\\\"\\nat 5=6\" x=null");
    }

    @Test
    void writesJsonForMachines() {
        assertThat(EventFormat.JSON.line(EVENT)).isEqualTo("{\"time\":\"2026-01-31T10:00:00.000Z\",\"level\":\"info\","
                + "\"event\":\"job_failed\",\"id\":17,\"error\":\"disk \\\"full\\\"\\nat 5=6\",\"x\":null}");
    }

    @Test
    void letsNoValueStartALineOfItsOwn() {
        var forged = new Event(AT, Event.Level.INFO, "e", "v", "a\r\n2026 ERROR event=forged\u2028\u0085\u001b[31m");
        assertThat(EventFormat.TEXT.line(forged)).doesNotContain("\n", "\r", "\u2028", "\u0085", "\u001b");
    }

    @Test
    void writesAnExceptionWithItsStack() {
        var event = new Event(AT, Event.Level.ERROR, "e", "error", new IllegalStateException("broken"));
        assertThat(EventFormat.BARE.line(event)).startsWith("event=e error=\"java.lang.IllegalStateException: broken\\n\\tat ");
    }

    @Test
    void tellsOnlyWhatIsAtTheThreshold() {
        var told = new ArrayList<String>();
        var log = new EventLog(InstantSource.fixed(AT), Event.Level.WARN, event -> told.add(event.name()));
        log.debug("d");
        log.info("i");
        log.warn("w");
        log.error("e");
        assertThat(told).containsExactly("w", "e");
    }

    @Test
    void survivesASinkThatThrows() {
        var log = new EventLog(InstantSource.fixed(AT), Event.Level.DEBUG, event -> {
            throw new StackOverflowError();
        });
        log.error("e");
        assertThat(log.tells(Event.Level.DEBUG)).isTrue();
    }
}
