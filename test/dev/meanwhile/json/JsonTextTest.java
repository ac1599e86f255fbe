package dev.meanwhile.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    @Test
    void putsCommasWhereTheyBelong() {
        var json = new JsonText(16).open('{').name("a").number(1).name("b").open('[').string("x").open('{').close('}').number(-2)
                .close(']').name("c").open('[').close(']').name("d").truth(true).name("e").number(0.5).name("f").time(Instant.EPOCH)
                .name("g").string(null).name("h").raw("[1,2]").close('}');
        assertThat(json).hasToString("{\"a\":1,\"b\":[\"x\",{},-2],\"c\":[],\"d\":true,\"e\":0.5,\"f\":\"1970-01-01T00:00:00.000Z\","
                + "\"g\":null,\"h\":[1,2]}");
        assertThat(Json.text(Json.parse(json.toString()))).isEqualTo(json.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain ~", "quote \" slash \\ end", "line\nend\r\t\u0000\u001f",
            "\u007f\u0080\u00e9\u2028\ud83d\ude00", "</script>"})
    void writesStringsThatAreReadTheSame(String value) {
        String json = new JsonText(16).string(value).toString();
        assertThat(Json.parse(json).getAsString()).isEqualTo(value);
        assertThat(json).doesNotContain("\n", "\u2028");
    }

    @Test
    void writesUtf8HoweverLittleRoomThereWas() {
        var json = new JsonText(0).open('{').name("a").string("\u00e9\u20ac\ud83d\ude00").name("b").raw("[\"\u00e9\"]")
                .name("c").plain("0190").name("d").number(Long.MIN_VALUE).close('}');
        String text = "{\"a\":\"\u00e9\u20ac\ud83d\ude00\",\"b\":[\"\u00e9\"],\"c\":\"0190\",\"d\":-9223372036854775808}";
        assertThat(json).hasToString(text);
        assertThat(json.bytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(json.line()).isEqualTo((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void writesValuesAsTheyWereRead() {
        String text = "{\"a\\n\":[1.50,-0,1e400,\"\\\"\",true,null,{},[]],\"\":{\"b\":{\"c\":17}}}";
        assertThat(new JsonText(8).element(Json.parse(text))).hasToString(text);
        assertThat(new JsonText(8).open('[').element(Json.parse("1")).element(Json.parse("{\"a\":2}")).close(']'))
                .hasToString("[1,{\"a\":2}]");
    }
}
