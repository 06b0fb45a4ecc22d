package dev.defunct.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The numbers on the page were measured on one machine, and no test compares them. */
@DisplayName("docs/cost.md shows tables of the form that ./play storm and ./play horde print today")
class CostPageTest {

    private static final Path PAGE = Path.of("..", "docs", "cost.md");

    @Test
    @DisplayName(
            "the table of ./play storm on the page has every row, with a measurement or the reason why there is none")
    void storm() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page).contains(RowResults.HEADER);
        for (StormRow row : StormRow.values()) {
            assertThat(page).containsPattern("\n\\Q" + row.title + "\\E +(\\d|not )");
        }
    }

    @Test
    @DisplayName("the table of ./play horde on the page goes up to ten thousand zombies")
    void horde() throws IOException {
        assertThat(Files.readString(PAGE))
                .contains(HordeParent.HEADER)
                .containsPattern("\n 10,000 +\\d");
    }
}
