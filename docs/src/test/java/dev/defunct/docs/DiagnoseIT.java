package dev.defunct.docs;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.commonmark.node.FencedCodeBlock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisplayName("diagnose.md: what it has one paste, on a real zombie")
@Execution(ExecutionMode.CONCURRENT)
class DiagnoseIT {

    private static final Page PAGE = new Page(PagesTest.ROOT, Path.of("docs/diagnose.md"));

    @BeforeAll
    static void prepare() throws Exception {
        PlayIT.prepare();
    }

    @Test
    @DisplayName("each block runs, prints what the page says, and the last one removes the zombie")
    void blocks() throws IOException {
        try (Patient patient = new Patient(PagesTest.ROOT)) {
            for (FencedCodeBlock block : PAGE.all(FencedCodeBlock.class)) {
                if (block.getInfo().equals("sh")) {
                    Fresh.Result result = patient.run(block.getLiteral());
                    List<Insert> output =
                            PAGE.inserts().stream()
                                    .filter(insert -> insert.what().equals(block.getLiteral()))
                                    .toList();
                    if (output.isEmpty()) {
                        assertThat(result.status()).as(block.getLiteral()).isZero();
                    }
                    output.forEach(
                            insert ->
                                    assertThat(insert.isFresh(result.output()))
                                            .as("%s\n%s", insert, result.output())
                                            .isTrue());
                    if (!block.getLiteral().equals("kill -9 $parent\n")) {
                        assertThatProcess(patient.zombie()).becomesZombie();
                    }
                }
            }
            assertThatProcess(patient.zombie()).vanishes();
        }
    }
}
