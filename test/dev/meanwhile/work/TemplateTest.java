package dev.meanwhile.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonPrimitive;
import dev.meanwhile.job.InputError;
import dev.meanwhile.json.Json;
import org.junit.jupiter.api.Test;

class TemplateTest {

    private static final Values VALUES = new Values(
            Json.parse("""
                    {"s": "a b", "n": 1.500, "big": 12345678901234567890, "t": true, "z": null,
                     "a": [10, {"b": "x"}], "o": {"0": "zero"}, "trick": "${id}"}"""), "the-id", "the-type", 3);

    private static String text(String template) {
        return Template.parse(template).text(VALUES);
    }

    private static String json(String template) {
        return Json.text(Template.parse(template).json(VALUES));
    }

    @Test
    void rendersText() {
        assertThat(text("plain")).isEqualTo("plain");
        assertThat(text("<${input.s}>")).isEqualTo("<a b>");
        assertThat(text("${input.n} ${input.big} ${input.t}")).isEqualTo("1.500 12345678901234567890 true");
        assertThat(text("${input.a}")).isEqualTo("[10,{\"b\":\"x\"}]");
        assertThat(text("${input.a.0} ${input.a.1.b} ${input.o.0}")).isEqualTo("10 x zero");
        assertThat(text("${id}/${type}/${attempt}")).isEqualTo("the-id/the-type/3");
        assertThat(text("")).isEmpty();
    }

    @Test
    void takesTheDefaultWhenMissingOrNull() {
        assertThat(text("${input.w:-200}${input.z:-x}${input.s:-no}${input.a.7:-}")).isEqualTo("200xa b");
    }

    @Test
    void leavesWhatIsNoPlaceholder() {
        assertThat(text("$${input.s} $ $$ $x {} }")).isEqualTo("${input.s} $ $$ $x {} }");
        assertThat(text("$$${id}")).isEqualTo("$${id}");
    }

    @Test
    void doesNotRenderValuesAgain() {
        assertThat(text("${input.trick}")).isEqualTo("${id}");
    }

    @Test
    void rendersUrlsPercentEncoded() {
        var values = Values.trial(new JsonPrimitive("aZ09-._~/?#[]@!$&'()*+,;=% ü😀"));
        assertThat(Template.parse("http://h/a b?${input}").url(values))
                .isEqualTo("http://h/a b?aZ09-._~%2f%3f%23%5b%5d%40%21%24%26%27%28%29%2a%2b%2c%3b%3d%25%20%c3%bc%f0%9f%98%80");
    }

    @Test
    void rendersJson() {
        assertThat(json("${input.a}")).isEqualTo("[10,{\"b\":\"x\"}]");
        assertThat(json("${input.n}")).isEqualTo("1.500");
        assertThat(json("n=${input.n}")).isEqualTo("\"n=1.500\"");
        assertThat(json("${attempt}")).isEqualTo("3");
        assertThat(json("${input.w:-200}")).isEqualTo("200");
        assertThat(json("${input.w:-null}")).isEqualTo("null");
        assertThat(json("${input.w:-two}")).isEqualTo("\"two\"");
        assertThat(json("${input.w:-}")).isEqualTo("\"\"");
        assertThat(Json.text(Template.parse("${input}").json(Values.trial(Json.parse("null"))))).isEqualTo("null");
    }

    @Test
    void checksThatThereAreValues() {
        Template template = Template.parse("${input.path} ${input.w:-1} ${input.a/b.0} ${input} ${id}");
        assertThat(template.check("{\"path\":\"\",\"a/b\":[0]}")).isEmpty();
        assertThat(template.check("{\"path\":null}")).containsExactly(
                new InputError("/path", "is required"), new InputError("/a~1b/0", "is required"));
        assertThat(template.check("null")).hasSize(2);
        assertThat(Template.parse("${input}").check("null")).isEmpty();
    }

    @Test
    void refusesWhatIsMalformedWithItsColumn() {
        assertThatThrownBy(() -> Template.parse("ab ${inptu.x}")).isInstanceOf(IllegalArgumentException.class).hasMessage(
                "template \"ab ${inptu.x}\", column 4: unknown \"inptu.x\"; there are input, input.<name>, id, type and attempt");
        assertThatThrownBy(() -> Template.parse("${input.x")).hasMessageContaining("column 1: \"${\" without \"}\"");
        assertThatThrownBy(() -> Template.parse("${input..x}")).hasMessageContaining("a name is empty");
        assertThatThrownBy(() -> Template.parse("${}")).hasMessageContaining("unknown \"\"");
    }
}
