package dev.meanwhile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.meanwhile.job.Rate;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000;
    private static final long SLACK = 50_000_000;

    /** The tick every test begins at: the count of nanoseconds wraps a second later. */
    private static final long START = Long.MAX_VALUE - SECOND;

    @ParameterizedTest
    @CsvSource({"100/m, 600000000", "2.5/s, 400000000", "10/h, 360000000000", "1/d, 86400000000000", "3/s, 333333334",
            "0.001/d, 86400000000000000"})
    void givesSlowTokensOneByOne(String rate, long spacing) {
        var bucket = new TokenBucket(Rate.parse(rate), START);
        // It begins with a little more than one token: what the slack is worth.
        assertThat(takeAll(bucket, START)).isEqualTo(1);
        long wait = bucket.nanosUntilNext(START);
        assertThat(wait).isEqualTo(spacing - SLACK);
        assertThat(bucket.tryTake(START + wait - 1)).isFalse();
        assertThat(bucket.tryTake(START + wait)).isTrue();
        assertThat(bucket.nanosUntilNext(START + wait)).isBetween(spacing - 1, spacing);
    }

    @Test
    void saysExactlyHowLongToWait() {
        for (String rate : List.of("7/s", "100/m", "333.333/h", "999999.999/s", "0.7/d")) {
            var random = new Random(rate.hashCode());
            var bucket = new TokenBucket(Rate.parse(rate), START);
            long now = START;
            for (int i = 0; i < 1_000; i++) {
                long wait = bucket.nanosUntilNext(now);
                if (wait > 0) {
                    assertThat(bucket.tryTake(now + wait - 1)).isFalse();
                }
                now += wait;
                assertThat(bucket.nanosUntilNext(now)).isZero();
                assertThat(bucket.tryTake(now)).isTrue();
                now += random.nextLong(Math.max(1, wait));
            }
        }
    }

    /** Takers that come at random, or all at once, or not for long: no stretch of time has more than the rate and one burst. */
    @ParameterizedTest
    @ValueSource(strings = {"100/m", "2.5/s", "10/h", "1/d", "20/s", "21/s", "7.777/s", "1000/s", "1000000/s", "1000000/d"})
    void givesNoStretchMoreThanTheRateAndABurst(String text) {
        Rate rate = Rate.parse(text);
        long spacing = Math.max(1, spacing(rate));
        for (int seed = 0; seed < 10; seed++) {
            var random = new Random(seed);
            var bucket = new TokenBucket(rate, START);
            var takes = new ArrayList<Long>();
            long elapsed = 0;
            for (int i = 0; i < 1_000; i++) {
                elapsed += switch (random.nextInt(20)) {
                    case 0 -> random.nextLong(20 * spacing);
                    case 1, 2, 3 -> bucket.nanosUntilNext(START + elapsed);
                    case 4, 5 -> 0;
                    default -> random.nextLong(spacing);
                };
                if (bucket.tryTake(START + elapsed)) {
                    takes.add(elapsed);
                }
            }
            assertThat(takes).hasSizeGreaterThan(100);
            for (int first = 0; first < takes.size(); first++) {
                for (int last = first; last < takes.size(); last++) {
                    BigInteger limit = tokens(rate, takes.get(last) - takes.get(first) + SLACK).add(BigInteger.ONE);
                    if (BigInteger.valueOf(last - first + 1).compareTo(limit) > 0) {
                        fail("%d tokens from take %d on, more than %d, seed %d", last - first + 1, first, limit, seed);
                    }
                }
            }
        }
    }

    /** Takers that are never more than 50 ms late get, to the token, what the rate is worth over months. */
    @ParameterizedTest
    @CsvSource({"100/m, 200000", "2.5/s, 200000", "10/h, 20000", "1/d, 200", "7/s, 200000", "333.333/h, 50000", "20/s, 200000",
            "777/s, 200000", "0.7/s, 200000", "99999.999/s, 200000"})
    void givesASaturatedTakerExactlyTheRate(String text, int wakes) {
        Rate rate = Rate.parse(text);
        var random = new Random(text.hashCode());
        var bucket = new TokenBucket(rate, START);
        long taken = takeAll(bucket, START);
        long elapsed = 0;
        for (int i = 0; i < wakes; i++) {
            elapsed += bucket.nanosUntilNext(START + elapsed) + (random.nextBoolean() ? random.nextLong(SLACK) : 0);
            taken += takeAll(bucket, START + elapsed);
        }
        // What it began with, and what has come since: nothing was lost on the way.
        assertThat(BigInteger.valueOf(taken)).isEqualTo(tokens(rate, elapsed + SLACK).add(BigInteger.ONE));
    }

    @Test
    void losesWhatDoesNotFitHoweverLongNobodyComes() {
        for (String text : List.of("100/m", "1/d", "1000/s", "1000000/s")) {
            Rate rate = Rate.parse(text);
            var bucket = new TokenBucket(rate, START);
            long now = START;
            for (long days : new long[] {1_000, 10_000, 36_500, 100_000}) {
                now += TimeUnit.DAYS.toNanos(days);
                assertThat(takeAll(bucket, now)).as("%s after %d days", text, days).isEqualTo(tokens(rate, SLACK).intValue() + 1);
            }
        }
    }

    @Test
    void doesNotCountTimeTwiceForAThreadThatComesLate() {
        var bucket = new TokenBucket(Rate.parse("1/s"), START);
        assertThat(bucket.tryTake(START + 10)).isTrue();
        assertThat(bucket.tryTake(START)).isFalse();
        assertThat(bucket.nanosUntilNext(START)).isEqualTo(SECOND - SLACK);
        assertThat(bucket.nanosUntilNext(START + 10)).isEqualTo(SECOND - SLACK);
    }

    @Test
    void keepsThePartOfATokenThatHasComeWhenTheRateChanges() {
        var bucket = new TokenBucket(Rate.parse("10/h"), START);
        takeAll(bucket, START);
        long now = START + TimeUnit.SECONDS.toNanos(180) - SLACK;
        assertThat(bucket.nanosUntilNext(now)).isEqualTo(TimeUnit.SECONDS.toNanos(180));
        bucket.change(Rate.parse("20/h"), now);
        assertThat(bucket.nanosUntilNext(now)).isEqualTo(TimeUnit.SECONDS.toNanos(90));
        bucket.change(Rate.parse("1/s"), now);
        assertThat(bucket.nanosUntilNext(now)).isEqualTo(SECOND / 2);
        bucket.change(Rate.parse("1/d"), now);
        assertThat(bucket.nanosUntilNext(now)).isEqualTo(TimeUnit.HOURS.toNanos(12));
    }

    @Test
    void givesNoBurstForAFasterRate() {
        var bucket = new TokenBucket(Rate.parse("1/h"), START);
        takeAll(bucket, START);
        bucket.change(Rate.parse("1000/s"), START);
        assertThat(takeAll(bucket, START)).isZero();
        assertThat(takeAll(bucket, START + SECOND / 100)).isEqualTo(10);
    }

    @Test
    void takesBackABurstThatASlowerRateDoesNotHave() {
        var bucket = new TokenBucket(Rate.parse("1000/s"), START);
        bucket.change(Rate.parse("1/s"), START);
        assertThat(takeAll(bucket, START)).isEqualTo(1);
        assertThat(bucket.nanosUntilNext(START)).isEqualTo(SECOND - SLACK);
    }

    @Test
    void givesNeitherMoreNorLessForChangesThatChangeNothing() {
        Rate rate = Rate.parse("7/s");
        var bucket = new TokenBucket(rate, START);
        var random = new Random(5);
        long taken = takeAll(bucket, START);
        long elapsed = 0;
        for (int i = 0; i < 100_000; i++) {
            elapsed += random.nextLong(SLACK);
            taken += takeAll(bucket, START + elapsed);
            bucket.change(rate, START + elapsed);
        }
        assertThat(BigInteger.valueOf(taken)).isEqualTo(tokens(rate, elapsed + SLACK).add(BigInteger.ONE));
    }

    /** With the rate changed all the time: what came at each rate, and a burst of the rate there was at the beginning. */
    @Test
    void givesNoStretchMoreThanItsRatesAndABurst() {
        List<Rate> rates = List.of(Rate.parse("100/m"), Rate.parse("2.5/s"), Rate.parse("30/s"), Rate.parse("10/h"), Rate.parse("1000/s"));
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            Rate rate = rates.getFirst();
            var bucket = new TokenBucket(rate, START);
            // Thousandths of a token in a day come to this many parts: what all these rates give in a nanosecond is whole.
            BigInteger came = BigInteger.ZERO;
            var cameAtTake = new ArrayList<BigInteger>();
            var burstAtTake = new ArrayList<BigInteger>();
            long now = START;
            for (int i = 0; i < 1_500; i++) {
                long step = random.nextInt(30) == 0 ? random.nextLong(20 * SECOND) : random.nextLong(SECOND / 20);
                now += step;
                came = came.add(dayParts(rate, step));
                if (random.nextInt(10) == 0) {
                    rate = rates.get(random.nextInt(rates.size()));
                    bucket.change(rate, now);
                }
                while (bucket.tryTake(now)) {
                    cameAtTake.add(came);
                    burstAtTake.add(DAY_PARTS.add(dayParts(rate, SLACK)));
                }
            }
            assertThat(cameAtTake).hasSizeGreaterThan(100);
            int begin = Math.max(0, cameAtTake.size() - 400);
            for (int first = begin; first < cameAtTake.size(); first++) {
                for (int last = first; last < cameAtTake.size(); last++) {
                    BigInteger limit = cameAtTake.get(last).subtract(cameAtTake.get(first)).add(burstAtTake.get(first));
                    if (DAY_PARTS.multiply(BigInteger.valueOf(last - first + 1)).compareTo(limit) > 0) {
                        fail("%d tokens from take %d on, seed %d", last - first + 1, first, seed);
                    }
                }
            }
        }
    }

    /** How many parts are a token where those that come in a nanosecond are whole at any rate. */
    private static final BigInteger DAY_PARTS = BigInteger.valueOf(TimeUnit.DAYS.toNanos(1)).multiply(BigInteger.valueOf(1_000));

    private static BigInteger dayParts(Rate rate, long nanos) {
        BigDecimal perDay = rate.count().multiply(BigDecimal.valueOf(86_400 / rate.unit().getDuration().toSeconds()));
        return perDay.movePointRight(3).toBigIntegerExact().multiply(BigInteger.valueOf(nanos));
    }

    /** The whole tokens that come in some time. */
    private static BigInteger tokens(Rate rate, long nanos) {
        return dayParts(rate, nanos).divide(DAY_PARTS);
    }

    private static long spacing(Rate rate) {
        return BigDecimal.valueOf(rate.unit().getDuration().toNanos()).divide(rate.count(), 0, RoundingMode.CEILING).longValueExact();
    }

    private static int takeAll(TokenBucket bucket, long now) {
        int taken = 0;
        while (bucket.tryTake(now)) {
            taken++;
        }
        return taken;
    }
}
