package dev.defunct.lab;

import static dev.defunct.lab.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisplayName("Init: who adopts orphans, and whether it reaps them")
@Execution(ExecutionMode.CONCURRENT)
class InitTest {

    @Test
    @DisplayName("a reaping init reaps all that it adopts, however they ended")
    void reaping() {
        try (Troupe troupe = Troupe.under(Init.REAPING, LeavesOrphans.class)) {
            List<Long> orphans = orphansOf(troupe);
            troupe.awaitDone("init");
            orphans.forEach(orphan -> assertThatProcess(orphan).vanishes());
            for (int code = 0; code < orphans.size(); code++) {
                assertThat(troupe.words("init"))
                        .contains(
                                "reaps " + orphans.get(code) + ", which exited with code " + code);
            }
        }
    }

    @Test
    @DisplayName("control: a careless init reaps its own child, and leaves every orphan a zombie")
    void careless() {
        try (Troupe troupe = Troupe.under(Init.CARELESS, LeavesOrphans.class)) {
            List<Long> orphans = orphansOf(troupe);
            troupe.awaitDone("init");
            for (long orphan : orphans) {
                assertThatProcess(orphan).becomesZombie().hasParent(troupe.pid("init"));
            }
        }
    }

    @Test
    @DisplayName("host adopts nobody itself: the orphans go further up")
    void host() {
        try (Troupe troupe = Troupe.under(Init.HOST, LeavesOrphans.class)) {
            List<Long> orphans = orphansOf(troupe);
            troupe.awaitDone("starter");
            ProcessTable table = ProcessTable.ofThisMachine();
            assertThat(orphans)
                    .flatMap(orphan -> table.find(orphan).stream().toList())
                    .extracting(ProcessEntry::parent)
                    .doesNotContain(troupe.pid("starter"));
        }
    }

    @Test
    @DisplayName("self and tini are not built yet, and say so")
    void notBuiltYet() {
        for (Init init : List.of(Init.SELF, Init.TINI)) {
            assertThatThrownBy(() -> init.command(LeavesOrphans.class, "20"))
                    .isInstanceOf(CannotPlay.class)
                    .hasMessage(
                            "--init "
                                    + init
                                    + " is not built yet: play it with host, reaping or careless");
        }
    }

    /**
     * Lets the parent leave once it has started them all; their pids, in the order of their codes.
     */
    private static List<Long> orphansOf(Troupe troupe) {
        troupe.awaitDone("parent");
        List<Long> orphans =
                troupe.words("parent").stream()
                        .map(words -> Long.parseLong(words.substring("child ".length())))
                        .toList();
        assertThat(orphans).hasSize(LeavesOrphans.CHILDREN);
        for (long orphan : orphans) {
            assertThatProcess(orphan).becomesZombie().hasParent(troupe.pid("parent"));
        }
        troupe.letGo("parent");
        return orphans;
    }
}
