package crash;

import crash.BatchDraft.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Makes up batches, for one client: chains, fan-outs with a join, diamonds, and jobs that only share their submission. */
final class BatchMix {

    private static final double KEYED = 0.3;
    private static final double OUTSIDE = 0.3;
    private static final int MOST = 8;

    private final SplittableRandom random;
    private final Options options;
    private final Mix mix;
    private final AtomicLong numbers;

    /** Creates a mix; {@code mix} makes up the jobs, and {@code numbers} numbers the batches of all clients. */
    BatchMix(SplittableRandom random, Options options, Mix mix, AtomicLong numbers) {
        this.random = random;
        this.options = options;
        this.mix = mix;
        this.numbers = numbers;
    }

    /** Makes up a batch; {@code recent} returns a job that may come before it, or null if it knows of none just now. */
    BatchDraft next(Supplier<Entry> recent) {
        long number = numbers.incrementAndGet();
        var members = new ArrayList<Member>();
        for (List<Integer> firsts : shape()) {
            Entry outside = members.isEmpty() && random.nextDouble() < OUTSIDE ? recent.get() : null;
            List<Entry> others = outside == null ? List.of() : List.of(outside);
            boolean anyhow = !(firsts.isEmpty() && others.isEmpty()) && mix.isAnyhow();
            members.add(member(number, members, firsts, new After(others, anyhow)));
        }
        return new BatchDraft(number, options.idempotency() && random.nextDouble() < KEYED, members);
    }

    /** Returns for each member the numbers of those that come before it. */
    private List<List<Integer>> shape() {
        int size = random.nextInt(2, MOST + 1);
        return switch (random.nextInt(4)) {
            case 0 -> IntStream.range(0, size).mapToObj(i -> List.<Integer>of()).toList();
            case 1 -> IntStream.range(0, size).mapToObj(i -> i == 0 ? List.<Integer>of() : List.of(i - 1)).toList();
            case 2 -> fan(2);
            default -> fan(size);
        };
    }

    /** One, after which come {@code width} others, after all of which comes one more. */
    private static List<List<Integer>> fan(int width) {
        var shape = new ArrayList<List<Integer>>();
        shape.add(List.of());
        for (int i = 0; i < width; i++) {
            shape.add(List.of(0));
        }
        shape.add(IntStream.rangeClosed(1, width).boxed().toList());
        return shape;
    }

    private Member member(long number, List<Member> before, List<Integer> firsts, After others) {
        List<Long> deliveries = others.anyhow() ? List.of() : firsts.stream().map(first -> before.get(first).draft())
                .filter(first -> first.kind().isDelivery()).map(Draft::delivery).toList();
        List<String> tags = List.of(BatchDraft.tag(number), BatchDraft.tag(number, before.size()));
        return new Member(mix.draft(kind(), -1, tags, deliveries), firsts, others);
    }

    private Kind kind() {
        int dice = random.nextInt(100);
        if (dice < 50) {
            return Kind.SLEEP;
        } else if (dice < 75) {
            return Kind.DELIVERY;
        } else if (dice < 83) {
            return Kind.FLAKY;
        } else if (dice < 88) {
            return Kind.HOPELESS;
        } else if (dice < 92) {
            return Kind.DELAYED;
        } else if (dice < 94) {
            return Kind.EXPIRING;
        } else if (dice < 97) {
            return Kind.LATE_DELIVERY;
        }
        return Kind.LONG;
    }
}
