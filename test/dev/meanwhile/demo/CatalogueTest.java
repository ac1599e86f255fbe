package dev.meanwhile.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    private static final List<Exhibit> ALL = Stream.<Exhibit>concat(Catalogue.CONTENDERS.stream(), Catalogue.LESSONS.stream()).toList();

    @Test
    void hasEveryContenderAndEveryLesson() {
        // One of them comes twice, in two moods.
        assertThat(Set.copyOf(Catalogue.CONTENDERS.stream().map(Object::getClass).toList()))
                .containsExactlyInAnyOrder(Contender.class.getPermittedSubclasses());
        assertThat(Catalogue.LESSONS).extracting(Object::getClass).containsExactlyInAnyOrder(Lesson.class.getPermittedSubclasses());
    }

    @Test
    void namesAreUniqueAndFitTheTable() {
        assertThat(ALL).extracting(Exhibit::word).doesNotHaveDuplicates().allMatch(word -> word.matches("[a-z]{1,13}"));
        assertThat(Catalogue.CONTENDERS).extracting(Exhibit::title).allMatch(title -> title.length() <= 15);
    }

    @Test
    void everyFileToReadIsThereAndOfAPleasantSize() throws Exception {
        for (Exhibit exhibit : ALL) {
            assertThat(exhibit.file()).exists();
            assertThat(Files.readString(exhibit.file())).contains("final class " + exhibit.getClass().getSimpleName() + " implements ");
            assertThat(Files.readAllLines(exhibit.file())).hasSizeLessThanOrEqualTo(170);
        }
    }

    @Test
    void explanationHasEachWithWhatItTeachesAndItsFile() {
        String explanation = Demo.explanation();
        for (Exhibit exhibit : ALL) {
            assertThat(explanation).containsSubsequence(exhibit.word(), exhibit.title(), exhibit.file().toString(),
                    exhibit.teaches().lines().findFirst().orElseThrow());
        }
        assertThat(explanation.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }
}
