package dev.defunct.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Its numbers are a record of one machine, and are not compared with anything. */
@DisplayName("docs/cost.md shows tables of the shape that the commands print today")
class CostPageTest {

    private static final Path PAGE = Path.of("..", "docs", "cost.md");

    @Test
    @DisplayName(
            "the table of the storm has a line for every row, with a measurement or the reason for none")
    void storm() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page).contains(StormTable.HEADER);
        for (StormRow row : StormRow.values()) {
            assertThat(page).containsPattern("\n\\Q" + row.title + "\\E +(\\d|not )");
        }
    }

    @Test
    @DisplayName("the table of the horde goes up to ten thousand")
    void horde() throws IOException {
        assertThat(Files.readString(PAGE))
                .contains(HordeParent.HEADER)
                .containsPattern("\n 10,000 +\\d");
    }
}
