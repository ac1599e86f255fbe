package dev.meanwhile.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    private final Table plain = new Table(Colours.NONE);
    private final Table coloured = new Table(Colours.ANSI);

    @Test
    void columnsStandBelowTheirNames() {
        assertThat(String.join("\n", plain.header(), plain.row(TestResults.BAD), plain.row(TestResults.GOOD), "")).isEqualTo("""
                                    answer            heartbeat         gunicorn
                                 median   worst     p50     p99   worst  kills done threads   MB
                one event loop  2.99 s+    3 s+ 2.98 s+    3 s+    3 s+    yes    3       8   60
                virtual threads    2 ms    3 ms    4 ms    8 ms    8 ms     no   20      12   97
                """);
    }

    @Test
    void noLineIsWiderThanASmallTerminal() {
        assertThat(plain.header().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(plain.row(TestResults.BAD)).hasSize(80);
        assertThat(plain.row(TestResults.GOOD)).hasSize(80);
    }

    @Test
    void coloursSayWhatTheTextSays() {
        assertThat(withoutColours(coloured.row(TestResults.BAD))).isEqualTo(plain.row(TestResults.BAD));
        assertThat(withoutColours(coloured.header())).isEqualTo(plain.header());
        assertThat(coloured.row(TestResults.BAD)).contains("\033[31;1m    yes\033[0m", "\033[31;1m 2.99 s+\033[0m", "\033[33m    3\033[0m");
        assertThat(coloured.row(TestResults.GOOD)).contains("\033[32m     no\033[0m", "\033[32m    2 ms\033[0m")
                .doesNotContain("\033[31", "\033[33m");
    }

    private static String withoutColours(String text) {
        return text.replaceAll("\033\\[[0-9;]*m", "");
    }
}
