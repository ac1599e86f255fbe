package crash;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A batch that is to be submitted.
 *
 * @param number  what its members are tagged with, and its Idempotency-Key if it has one
 * @param keyed   whether it is repeated until it is answered, with that key
 * @param members its jobs
 */
record BatchDraft(long number, boolean keyed, List<Member> members) {

    /**
     * A job of a batch.
     *
     * @param draft  the job
     * @param firsts the numbers of those of the batch that come before it, all lower than its own
     * @param others what comes before it besides, of which how it must end is meant for the former, too
     */
    record Member(Draft draft, List<Integer> firsts, After others) {

        private String members() {
            var names = new ArrayList<>(others.jobs().stream().map(first -> first.id.toString()).toList());
            firsts.forEach(first -> names.add(ref(first)));
            return draft.members() + (names.isEmpty() ? "" : "," + After.members(names, others.anyhow()));
        }
    }

    String body() {
        return IntStream.range(0, members.size())
                .mapToObj(i -> "{" + members.get(i).members() + ",\"ref\":\"" + ref(i) + "\"}")
                .collect(Collectors.joining(",", "{\"jobs\":[", "]}"));
    }

    /** Returns the request's own header fields, each with its line end. */
    String headers() {
        return keyed ? Draft.key(tag(number)) : "";
    }

    int size() {
        return members.size();
    }

    /** Returns the job of that number as it is accepted, after those of the batch that are known by now. */
    Draft accepted(int i, List<Entry> batch) {
        Member member = members.get(i);
        var jobs = new ArrayList<>(member.others.jobs());
        member.firsts.forEach(first -> jobs.add(batch.get(first)));
        return member.draft.acceptedAfter(new After(jobs, member.others.anyhow()));
    }

    private static String ref(int member) {
        return "m" + member;
    }

    /** Returns the tag that all jobs of a batch have. */
    static String tag(long number) {
        return "batch-" + number;
    }

    /** Returns the tag that one job of a batch has. */
    static String tag(long number, int member) {
        return "member-" + number + "-" + member;
    }
}
