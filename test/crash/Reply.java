package crash;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * An answer.
 *
 * @param status   its code
 * @param location the job it leads to, or null
 * @param replayed whether it says to have been given before
 * @param content  its body
 */
record Reply(int status, UUID location, boolean replayed, byte[] content) {

    JsonObject json() {
        return JsonParser.parseString(text()).getAsJsonObject();
    }

    String text() {
        return new String(content, StandardCharsets.UTF_8);
    }
}
