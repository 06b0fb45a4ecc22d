package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.testing.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** These tests always use Podman, because Docker has no pods. */
@DisplayName("A pod: its pause process, and a container whose program never waits")
@Execution(ExecutionMode.CONCURRENT)
class PodIT {

    @TempDir private Path root;

    @Test
    @DisplayName(
            "if the containers of a pod share a PID namespace, the pause process is PID 1, adopts the orphan of podman exec, and reaps it")
    void shared() {
        try (Pod pod = Pod.start(root, "ipc,net,uts,pid")) {
            assertThat(pod.process(1)).get().isNotEqualTo(pod.program());
            PodProcess orphan = pod.orphanOfAnExec();
            assertThat(orphan.parent()).isEqualTo(1);
            pod.kill(orphan);
            await("the orphan is reaped").until(() -> pod.process(orphan.pid()).isEmpty());
        }
    }

    @Test
    @DisplayName(
            "control: if the PID namespace is not shared, the container's program is PID 1, and the orphan stays a zombie")
    void notShared() {
        try (Pod pod = Pod.start(root, "ipc,net,uts")) {
            assertThat(pod.process(1)).contains(pod.program());
            PodProcess orphan = pod.orphanOfAnExec();
            assertThat(orphan.parent()).isEqualTo(1);
            pod.kill(orphan);
            await("the orphan is a zombie of PID 1")
                    .untilAsserted(
                            () ->
                                    assertThat(pod.process(orphan.pid()))
                                            .contains(
                                                    new PodProcess(orphan.pid(), 1, "Z", "sleep")));
        }
    }

    /** A process, as ps prints it in the container. */
    private record PodProcess(long pid, long parent, String state, String command) {}

    /** A pod with one container of ours, in which tail runs until the pod is removed. */
    private static final class Pod implements AutoCloseable {

        private static final AtomicInteger COUNT = new AtomicInteger();

        private final String name =
                "defunct-pod-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        private final String container = name + "-container";

        private Pod() {}

        /** Starts a pod. Skips the test if Podman does not work. */
        static Pod start(Path root, String share) {
            Needs.all(Needs.program("podman"), Needs.program("ps"));
            Needs.all(
                    Needs.succeeds(
                            "containers of Podman",
                            "podman run has to work, see containers.conf(5)",
                            run(root, "true", "--rm", "--network", "none")));
            Pod pod = new Pod();
            try {
                ChildProcess.run(
                        "podman",
                        "pod",
                        "create",
                        "--name",
                        pod.name,
                        "--share",
                        share,
                        "--network",
                        "none");
                ChildProcess.run(
                        run(
                                root,
                                "tail -f /dev/null",
                                "--pod",
                                pod.name,
                                "--name",
                                pod.container,
                                "-d"));
            } catch (CannotPlay e) {
                pod.close();
                throw e;
            }
            return pod;
        }

        /** The command that runs a program in a container, with this machine's files. */
        private static String[] run(Path root, String program, String... options) {
            List<String> command = new ArrayList<>(List.of("podman", "run"));
            command.addAll(List.of(options));
            command.addAll(List.of("--security-opt", "label=disable"));
            Stream.of("/usr", "/lib", "/lib64", "/bin", "/etc")
                    .filter(folder -> Files.exists(Path.of(folder)))
                    .forEach(folder -> command.add("--volume=" + folder + ":" + folder + ":ro"));
            command.addAll(List.of("--rootfs", root.toString()));
            command.addAll(List.of(program.split(" ")));
            return command.toArray(String[]::new);
        }

        /** The program of the container. */
        PodProcess program() {
            return all().filter(entry -> entry.command().equals("tail")).findFirst().orElseThrow();
        }

        /** The child that a shell leaves behind, which podman exec ran in the container. */
        PodProcess orphanOfAnExec() {
            String leaves = "sleep 1000 >/dev/null 2>&1 & echo $!";
            return process(Long.parseLong(exec("sh", "-c", leaves).get(0))).orElseThrow();
        }

        void kill(PodProcess process) {
            exec("sh", "-c", "kill -9 " + process.pid());
        }

        Optional<PodProcess> process(long pid) {
            return all().filter(entry -> entry.pid() == pid).findFirst();
        }

        private Stream<PodProcess> all() {
            return exec("ps", "-eo", "pid=,ppid=,state=,ucmd=").stream()
                    .map(line -> line.trim().split(" +"))
                    .map(
                            words ->
                                    new PodProcess(
                                            Long.parseLong(words[0]),
                                            Long.parseLong(words[1]),
                                            words[2],
                                            words[3]));
        }

        private List<String> exec(String... command) {
            List<String> line = new ArrayList<>(List.of("podman", "exec", container));
            line.addAll(List.of(command));
            return ChildProcess.run(line.toArray(String[]::new));
        }

        @Override
        public void close() {
            ChildProcess.run("podman", "pod", "rm", "--force", "--ignore", "--time", "0", name);
        }
    }
}
