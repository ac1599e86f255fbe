package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

    @ParameterizedTest
    @CsvSource({
        "a=b,            b",
        "a=b+c,          b c",
        "a=b%2Bc,        b+c",
        "a=b%20c,        b c",
        "a=%2541,        %41",
        "a=%26x%3Dy,     &x=y",
        "a=%C3%A9,       \u00e9",
        "a=b=c,          b=c",
        "%61=b,          b",
        "x=1&a=b&a=c,    b",
        "&&a=b&,         b",
        "a,              ''",
        "a=,             ''",
        "a&b=c,          ''",
    })
    void decodesOnce(String raw, String value) {
        assertThat(Query.parse(raw).first("a")).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%4g", "a=%%41", "%zz=1", "a=%ff", "a=%c3", "a=%ed%a0%80", "a=%+1"})
    void refusesBadEscapes(String raw) {
        assertThatThrownBy(() -> Query.parse(raw)).isInstanceOfSatisfying(ProblemException.class,
                refused -> assertThat(refused.problem()).isEqualTo(Problem.MALFORMED_REQUEST));
    }

    @Test
    void keepsOrder() {
        var query = Query.parse("b=1&a=2&b=3");
        assertThat(query.names()).containsExactly("b", "a");
        assertThat(query.all("b")).containsExactly("1", "3");
        assertThat(query.all("c")).isEmpty();
        assertThat(query.first("c")).isNull();
        assertThat(Query.parse("").names()).isEmpty();
    }

    @Test
    void takesOneHundredParameters() {
        assertThat(Query.parse("a&".repeat(Query.MAX_PARAMETERS)).all("a")).hasSize(Query.MAX_PARAMETERS);
        assertThatThrownBy(() -> Query.parse("a&".repeat(Query.MAX_PARAMETERS + 1))).hasMessageContaining("100");
    }

    @Test
    void namesTheUnknownParameterAndTheKnown() {
        Query.parse("state=failed&limit=5").allowOnly("limit", "state", "type");
        assertThatThrownBy(() -> Query.parse("stat=failed").allowOnly("limit", "state"))
                .isInstanceOfSatisfying(ProblemException.class,
                        refused -> assertThat(refused.problem()).isEqualTo(Problem.BAD_PARAMETER))
                .hasMessage("unknown parameter \"stat\"; there are: limit, state");
        assertThatThrownBy(() -> Query.parse("x").allowOnly()).hasMessageContaining("there are none here");
    }
}
