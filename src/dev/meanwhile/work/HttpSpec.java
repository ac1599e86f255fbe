package dev.meanwhile.work;

import com.google.gson.JsonElement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * An HTTP delivery, as the configuration has it.
 *
 * @param method          such as {@code POST}
 * @param url             where to, a {@link Template}; its scheme, http or https, is not left to the input
 * @param headers         each value a {@link Template}
 * @param body            JSON, each string in it a {@link Template}; null sends none
 * @param followRedirects whether a redirect is followed, rather than a failure
 */
public record HttpSpec(String method, String url, Map<String, String> headers, JsonElement body, boolean followRedirects) {

    /** Copies the headers, in their order. */
    public HttpSpec {
        Objects.requireNonNull(method, "method == null");
        Objects.requireNonNull(url, "url == null");
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }
}
