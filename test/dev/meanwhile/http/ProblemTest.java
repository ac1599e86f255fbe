package dev.meanwhile.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meanwhile.job.InputError;
import dev.meanwhile.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {

    @ParameterizedTest
    @EnumSource
    void everyKindExplainsItself(Problem problem) {
        assertThat(problem.slug()).matches("[a-z]+(-[a-z]+)*");
        assertThat(problem.type()).isEqualTo("/problems/" + problem.slug());
        assertThat(Problem.named(problem.slug())).isSameAs(problem);
        assertThat(problem.status()).isBetween(400, 599);
        assertThat(problem.title()).isNotBlank().doesNotEndWith(".");
        assertThat(problem.help().split("[.:?] ").length).isBetween(2, 6);
        assertThat(problem.help()).doesNotContain("\n").doesNotContain("  ").endsWith(".");
    }

    @Test
    void writesTheMembersOfRfc9457() {
        var refused = ProblemException.of(Problem.BAD_JSON, "line 2, column 3: \"<x>\"").with("line", 2).with("fatal", true)
                .with("place", "here").with("nothing", null);
        assertThat(Json.parse(refused.json())).isEqualTo(Json.parse("""
                {"type": "/problems/bad-json", "title": "The body is not JSON", "status": 400, "detail": "line 2, column 3: \\"<x>\\"",
                 "line": 2, "fatal": true, "place": "here", "nothing": null}"""));
    }

    @Test
    void listsWhatIsInvalid() {
        var refused = ProblemException.invalid(List.of(new InputError("/type", "is required")))
                .error("/dealy", "is unknown");
        assertThat(Json.parse(refused.json()).getAsJsonObject().get("errors")).isEqualTo(Json.parse("""
                [{"pointer": "/type", "detail": "is required"}, {"pointer": "/dealy", "detail": "is unknown"}]"""));
        assertThat(refused).hasMessage("/type is required");
        assertThat(refused.getStackTrace()).isEmpty();
    }
}
