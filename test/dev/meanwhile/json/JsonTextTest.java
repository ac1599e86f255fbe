package dev.meanwhile.json;

import static org.assertj.core.api.Assertions.assertThat;

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
}
