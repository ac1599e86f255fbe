package dev.meanwhile.http;

import com.sun.net.httpserver.Headers;
import java.util.ArrayList;
import java.util.List;

/**
 * The header fields of a request. The map they come in makes two new strings of a name each time it is asked for one, and every
 * request is asked for a dozen, most of which it does not have: here that is a comparison of lengths. Confined to one thread.
 */
final class RequestFields {

    private final List<String> names = new ArrayList<>();
    private final List<List<String>> values = new ArrayList<>();

    RequestFields(Headers headers) {
        headers.forEach((name, all) -> {
            names.add(name);
            values.add(all);
        });
    }

    /** Returns all values of the field of that name, in letters of whatever case; none when it is not there. */
    List<String> all(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return values.get(i);
            }
        }
        return List.of();
    }

    /** Returns the first value of a field, or null when it is not there. */
    String first(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? null : all.getFirst();
    }

    boolean has(String name) {
        return !all(name).isEmpty();
    }

    /** Returns the values of all fields. */
    List<List<String>> values() {
        return values;
    }
}
