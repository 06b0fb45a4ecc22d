package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.cli.Sections;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;
import dev.defunct.lab.section.Section.Claim;
import dev.defunct.lab.testing.Needs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README's table, one test per cell: each section is played under each adopter. */
@DisplayName("The truth table: what becomes of the app")
@Execution(ExecutionMode.CONCURRENT)
class TruthTableTest {

    static List<Object[]> cells() {
        List<Object[]> cells = new ArrayList<>();
        for (Section section : Sections.all()) {
            for (Adopter adopter : Adopter.values()) {
                String outcome = section.expected(adopter).name().toLowerCase(Locale.ROOT);
                String sentence = section + ", " + adopter + ": " + outcome.replace('_', ' ');
                cells.add(new Object[] {section, adopter, sentence});
            }
        }
        return cells;
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{2}")
    @MethodSource("cells")
    @DisplayName("the outcome and the claims of each play are as expected:")
    void cell(Section section, Adopter adopter, String sentence) {
        Observation seen = Observations.of(section, adopter);
        Needs.all(Needs.adopterThatReaps(seen));

        assertThat(seen.outcome())
                .as("%s\n%s", seen.trouble(), seen.timeline())
                .contains(section.expected(adopter));
        for (Claim claim : section.claims()) {
            assertThat(claim.holds(seen))
                    .as("%s: %s\n%s", claim.number(), claim.sentence(), seen.timeline())
                    .isEqualTo(claim.expected(adopter));
        }
    }
}
