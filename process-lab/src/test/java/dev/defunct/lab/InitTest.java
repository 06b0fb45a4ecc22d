package dev.defunct.lab;

import static dev.defunct.lab.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest(name = "{0}")
    @DisplayName(
            "as PID 1 of a namespace it reaps an orphan, not the child that the parent forgot:")
    @CsvSource({"tini", "dumb-init"})
    void pid1ThatReaps(String pid1) {
        Needs.all(Needs.program(pid1), Needs.pidNamespaces());
        try (Troupe troupe = inNamespace(pid1)) {
            killOrphan(troupe);
            await("the orphan is gone").until(() -> orphan(troupe).isEmpty());
            await("the child is a zombie").until(() -> child(troupe).get().isZombie());
            assertThat(child(troupe).get().parent()).isEqualTo(troupe.pid("parent"));
            troupe.letGo("parent");
            troupe.awaitEnd();
        }
    }

    @Test
    @DisplayName("control: a parent that is PID 1 itself has both for zombies")
    void pid1ThatDoesNot() {
        Needs.all(Needs.pidNamespaces());
        try (Troupe troupe = inNamespace("self")) {
            killOrphan(troupe);
            await("both are zombies")
                    .until(() -> orphan(troupe).get().isZombie() && child(troupe).get().isZombie());
            assertThat(orphan(troupe).get().parent()).isEqualTo(troupe.pid("parent"));
            troupe.letGo("parent");
            troupe.awaitEnd();
        }
    }

    private static Troupe inNamespace(String pid1) {
        Class<ForgetsOneOrphansOne> parent = ForgetsOneOrphansOne.class;
        Troupe troupe =
                switch (pid1) {
                    case "tini" -> Troupe.under(Init.TINI, parent);
                    case "dumb-init" -> Troupe.underDumbInit(parent);
                    default -> Troupe.under(Init.SELF, parent);
                };
        troupe.awaitDone("parent");
        return troupe;
    }

    private static Optional<ProcessEntry> child(Troupe troupe) {
        String words = troupe.words("parent").get(0);
        return troupe.outside(Long.parseLong(words.substring("child ".length())));
    }

    private static void killOrphan(Troupe troupe) {
        long orphan = orphan(troupe).orElseThrow().pid();
        ProcessHandle.of(orphan).ifPresent(ProcessHandle::destroy);
    }

    private static Optional<ProcessEntry> orphan(Troupe troupe) {
        String words = troupe.strangeWords().get(0);
        return troupe.outside(Long.parseLong(words.substring("orphan ".length())));
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
