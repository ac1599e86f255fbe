package dev.meanwhile.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.meanwhile.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultJsonTest {

    private final JsonObject document =
            Json.parse(ResultJson.of(TestResults.LOAD, List.of(TestResults.BAD, TestResults.GOOD))).getAsJsonObject();

    @Test
    void saysWhatWasMeasuredAndOnWhat() {
        assertThat(document.keySet()).containsExactly("processors", "java", "load", "gunicorn", "contenders");
        assertThat(document.get("load")).hasToString("{\"slow\":10,\"slowMillis\":30.0,"
                + "\"cpu\":9,\"cpuMillis\":2.0,\"hogs\":1,\"hogMillis\":40.0,"
                + "\"submittedWithinMillis\":100.0,\"heartbeatEveryMillis\":20.0,\"millis\":3000.0}");
        assertThat(document.get("gunicorn")).hasToString("{\"timeoutMillis\":30000.0,\"scale\":60,\"limitMillis\":500.0}");
    }

    @Test
    void hasAnObjectForEachContender() {
        assertThat(document.getAsJsonArray("contenders")).hasSize(2).last().hasToString(
                "{\"name\":\"virtual\",\"title\":\"virtual threads\","
                + "\"answer\":{\"count\":3,\"unanswered\":0,\"p50Millis\":2.0,\"p99Millis\":3.0,\"worstMillis\":3.0},"
                + "\"heartbeat\":{\"count\":3,\"unanswered\":0,\"p50Millis\":4.0,\"p99Millis\":8.0,\"worstMillis\":8.0},"
                + "\"killed\":false,\"tasks\":20,\"done\":20,\"threads\":12,"
                + "\"memoryBytes\":97000000,\"memory\":\"resident\",\"clientLateMillis\":1.234,"
                + "\"verdict\":\"" + Verdict.of(TestResults.GOOD) + "\"}");
        JsonObject bad = document.getAsJsonArray("contenders").get(0).getAsJsonObject();
        assertThat(bad.get("killed").getAsBoolean()).isTrue();
        assertThat(bad.getAsJsonObject("heartbeat").get("unanswered").getAsInt()).isEqualTo(3);
        assertThat(bad.get("memory").getAsString()).isEqualTo("heap");
    }
}
