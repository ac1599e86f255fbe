package dev.meanwhile.http;

import dev.meanwhile.engine.Engine;
import dev.meanwhile.job.Job;
import dev.meanwhile.job.JobState;
import dev.meanwhile.json.Json;
import dev.meanwhile.store.JobFilter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** {@code GET /v1/jobs}: jobs by filter, the last submitted first, a page at a time. */
final class ListRoute {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 1000;
    /** A page ends here even if it has fewer jobs than asked for: inputs and results may be large. */
    private static final int MAX_CHARACTERS = 4 << 20;

    private final Engine engine;
    private final JobJson json;

    ListRoute(Engine engine) {
        this.engine = engine;
        this.json = new JobJson(engine);
    }

    void addTo(Router router) {
        router.add("GET", "/v1/jobs", this::list);
    }

    private void list(Exchange exchange) throws Exception {
        Query query = exchange.query();
        query.allowOnly(FilterQuery.and("limit", "cursor"));
        JobFilter filter = FilterQuery.of(query);
        int limit = limit(query);
        // One more than asked for tells whether there is a next page.
        List<Job> found = engine.list(filter, cursor(query), limit + 1);
        var jobs = new ArrayList<String>();
        int characters = 0;
        for (int i = 0; i < Math.min(limit, found.size()) && characters < MAX_CHARACTERS; i++) {
            String text = json.text(found.get(i));
            characters += text.length();
            jobs.add(text);
        }
        String next = jobs.size() < found.size() ? found.get(jobs.size() - 1).id().toString() : null;
        if (next != null) {
            exchange.set("Link", "<" + link(query, limit, next) + ">; rel=\"next\"");
        }
        exchange.json(200, Json.write(page -> {
            page.beginObject().name("jobs").beginArray();
            for (String job : jobs) {
                page.jsonValue(job);
            }
            page.endArray().name("next").value(next).endObject();
        }));
    }

    private static String link(Query query, int limit, String next) {
        var link = new StringBuilder("/v1/jobs?");
        for (String name : FilterQuery.NAMES) {
            if (FilterQuery.value(query, name) != null) {
                link.append(name).append('=').append(URLEncoder.encode(FilterQuery.value(query, name), StandardCharsets.UTF_8)).append('&');
            }
        }
        return link.append("limit=").append(limit).append("&cursor=").append(next).toString();
    }

    private static int limit(Query query) {
        String text = FilterQuery.value(query, "limit");
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (!text.matches("\\d{1,9}")) {
            throw FilterQuery.bad("limit", "must be a number from 1 to " + MAX_LIMIT + ", was \"" + text + "\"");
        }
        int limit = Integer.parseInt(text);
        return limit == 0 ? DEFAULT_LIMIT : Math.min(limit, MAX_LIMIT);
    }

    private static UUID cursor(Query query) {
        String text = FilterQuery.value(query, "cursor");
        UUID id = text == null ? null : JobRoutes.id(text);
        if (text != null && id == null) {
            throw FilterQuery.bad("cursor", "must be the \"next\" of an earlier page, was \"" + text + "\"");
        }
        return id;
    }
}
