package dev.meanwhile.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommentsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = false, value = {
        "[1] // one|[1]       ",
        "[1 /* a */ , 2]|[1         , 2]",
        "[1,]|[1 ]",
        "{\"a\": 1, }|{\"a\": 1  }",
        "[[1,],]|[[1 ] ]",
        "[1, /* last, */ ]|[1              ]",
        "/**/[]|    []",
        "/***/[]|     []",
        "/*/ */[]|      []",
    })
    void blanksCommentsAndTrailingCommasInPlace(String text, String expected) throws Exception {
        assertThat(Comments.blank(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "\"// no comment\"", "\"/* none */\"", "\"a\\\"// b\"", "[\",]\"]", "{\"url\": \"http://x\"}", "\"\\\\\"",
        "[,]", "{,}", "[1,,2]", "[/]", "# no", "\"open // string", "", "[1, 2]",
    })
    void leavesAllElseAsItIs(String text) throws Exception {
        assertThat(Comments.blank(text)).isEqualTo(text);
    }

    @Test
    void leavesOneOfTwoTrailingCommasForTheParserToFind() throws Exception {
        assertThat(Comments.blank("[1,,]")).isEqualTo("[1,,]");
    }

    @Test
    void keepsTheLinesOfLongComments() throws Exception {
        assertThat(Comments.blank("/* a\r\n b */\n1 // c\n")).isEqualTo("    \r\n     \n1     \n");
    }

    @Test
    void namesTheLineOfACommentThatIsNotClosed() {
        assertThat(catchThrowableOfType(Comments.UnclosedException.class, () -> Comments.blank("{\n\n  /* a\n\n")).line()).isEqualTo(3);
        assertThat(catchThrowableOfType(Comments.UnclosedException.class, () -> Comments.blank("/*/")).line()).isEqualTo(1);
    }
}
