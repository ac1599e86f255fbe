package dev.meanwhile.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parameters after the {@code ?}, each name and value percent-decoded once. Immutable. */
public final class Query {

    /** A query takes no more parameters than this: an honest one has few, and each costs memory before it is looked at. */
    static final int MAX_PARAMETERS = 100;

    private static final Query EMPTY = new Query(Map.of());

    private final Map<String, List<String>> parameters;

    private Query(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /**
     * Parses a query as it came, without its {@code ?}. A parameter without {@code =} has the empty value.
     *
     * @throws ProblemException 400 for a bad escape or too many parameters
     */
    static Query parse(String raw) {
        if (raw.isEmpty()) {
            return EMPTY;
        }
        var parameters = new LinkedHashMap<String, List<String>>();
        int count = 0;
        for (int start = 0, end; start <= raw.length(); start = end + 1) {
            end = raw.indexOf('&', start);
            if (end < 0) {
                end = raw.length();
            }
            if (end == start) {
                continue;
            }
            if (++count > MAX_PARAMETERS) {
                throw ProblemException.of(Problem.BAD_PARAMETER, "more than " + MAX_PARAMETERS + " query parameters");
            }
            int equals = raw.indexOf('=', start);
            boolean named = equals >= 0 && equals < end;
            String name = Percent.decodeParameter(raw.substring(start, named ? equals : end));
            String value = named ? Percent.decodeParameter(raw.substring(equals + 1, end)) : "";
            parameters.computeIfAbsent(name, ignored -> new ArrayList<>(1)).add(value);
        }
        return new Query(parameters);
    }

    /** Returns the first value of the parameter, or null when the query does not have it. */
    public String first(String name) {
        List<String> values = parameters.get(name);
        return values == null ? null : values.getFirst();
    }

    /** Returns the values of the parameter in the order given; none when the query does not have it. */
    public List<String> all(String name) {
        return Collections.unmodifiableList(parameters.getOrDefault(name, List.of()));
    }

    /** Returns the names of the parameters in the order of their first appearance. */
    public Set<String> names() {
        return Collections.unmodifiableSet(parameters.keySet());
    }

    /**
     * Refuses every parameter but these: a misspelt filter must not select everything.
     *
     * @throws ProblemException 400 that names the unknown parameter and the known ones
     */
    public void allowOnly(String... known) {
        List<String> allowed = List.of(known);
        for (String name : parameters.keySet()) {
            if (!allowed.contains(name)) {
                throw ProblemException.of(Problem.BAD_PARAMETER, "unknown parameter \"" + name + "\"; "
                        + (allowed.isEmpty() ? "there are none here" : "there are: " + String.join(", ", allowed)))
                        .with("parameter", name);
            }
        }
    }
}
