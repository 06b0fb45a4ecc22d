package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.testing.RunningContainer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** docker exec and podman exec, which run the probes that execute a command in a container. */
@DisplayName(
        "docker exec: a process that the engine starts in a container, and what it leaves behind")
@Execution(ExecutionMode.CONCURRENT)
class ContainerExecIT {

    @Test
    @DisplayName(
            "a process that docker exec starts has its parent outside the container, so PID 1 does not adopt it")
    void itself() {
        try (RunningContainer container = service()) {
            String parent = container.exec("sh", "-c", "echo $PPID").get(0);
            assertThat(parent).as("the parent's pid, as the process sees it").isEqualTo("0");
            assertThat(container.children()).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "PID 1 adopts a child that a process of docker exec leaves behind, and a JVM that is PID 1 keeps it as a zombie")
    void orphan() {
        try (RunningContainer container = service()) {
            ProcessEntry first = leaveOrphan(container);
            assertThat(container.pid1().command()).isEqualTo("java");
            assertThat(first.parent()).isEqualTo(container.pid1().pid());
            kill(first);
            ProcessEntry second = leaveOrphan(container);
            kill(second);
            await("two zombies, the first among them")
                    .untilAsserted(
                            () ->
                                    assertThat(container.zombies())
                                            .extracting(ProcessEntry::pid)
                                            .containsExactlyInAnyOrder(first.pid(), second.pid()));
        }
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    @Execution(ExecutionMode.CONCURRENT)
    class Control {

        @Test
        @DisplayName(
                "control: with --init the engine's init is PID 1, adopts a child that a process of docker exec leaves behind, and reaps it")
        void init() {
            try (RunningContainer container = service("--init")) {
                ProcessEntry orphan = leaveOrphan(container);
                assertThat(container.pid1().command()).isNotEqualTo("java");
                assertThat(orphan.parent()).isEqualTo(container.pid1().pid());
                kill(orphan);
                await("the orphan is reaped")
                        .untilAsserted(
                                () ->
                                        assertThat(container.children())
                                                .extracting(ProcessEntry::command)
                                                .containsExactly("java"));
            }
        }
    }

    private static RunningContainer service(String... options) {
        String[] program = Spawn.javaCommand(Service.class, "down").toArray(String[]::new);
        return RunningContainer.start(List.of(options), program);
    }

    /**
     * Runs a shell by docker exec, and returns its child, which keeps running when the shell has
     * exited.
     */
    private static ProcessEntry leaveOrphan(RunningContainer container) {
        String shell = "sleep 1000 >/dev/null 2>&1 & echo $!";
        long pidInside = Long.parseLong(container.exec("sh", "-c", shell).get(0));
        return container.namespace().find(pidInside).orElseThrow();
    }

    private static void kill(ProcessEntry process) {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
}
