package dev.defunct.nowait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import dev.defunct.lab.testing.PidsCgroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisplayName("1.3 What happens at the process limit, and after the limit is raised")
@Execution(ExecutionMode.CONCURRENT)
class ProcessLimitIT {

    private static final List<String> FIFTY_CATS =
            List.of("sh", "-c", "exec 3<&0; for i in $(seq 50); do cat <&3 & done; wait");

    @Test
    @DisplayName(
            "if start() could not create the reaper thread of a child, a later child with the same pid stays a zombie")
    void poisonsAPid() {
        Needs.all(Needs.pidsCgroup(), Needs.nextPid());
        List<String> words = Jvm.run(Jvm.asPid1(), PoisonsAPid.class);
        assertThat(words).first().asString().startsWith("start(): unable to create native thread");
        assertThat(words.subList(1, words.size()))
                .containsExactly(
                        "the next child: waitFor() returns 0",
                        "a child with the old pid: waitFor(1 s) returns false",
                        "in the process table: State:\tZ (zombie)");
    }

    @Nested
    @DisplayName("control: the first start() succeeds")
    class Control {

        /** Does what {@link PoisonsAPid} does, without a process limit. */
        static final class DoesNotPoison {
            public static void main(String[] args) throws Exception {
                Process first = new ProcessBuilder("sleep", "60").start();
                first.destroyForcibly().waitFor();
                ReusedPidIT.waitForIdleReaper();
                Process later = PoisonsAPid.startWithPid(first.pid(), "sh", "-c", "exit 7");
                System.out.println("same pid: " + (later.pid() == first.pid()));
                System.out.println("waitFor: " + later.waitFor());
            }
        }

        @Test
        @DisplayName(
                "control: if start() succeeded for the first child, a later child with the same pid is reaped")
        void reusesAPid() {
            Needs.all(Needs.root(), Needs.nextPid());
            assertThat(Jvm.run(Jvm.asPid1(), DoesNotPoison.class))
                    .containsExactly("same pid: true", "waitFor: 7");
        }
    }

    /**
     * Starts a child as soon as the process limit allows it, and prints what becomes of the child.
     */
    static final class StartsAtTheLimit {
        static final String WITH_AN_IDLE_REAPER = "with an idle reaper";

        public static void main(String[] args) throws Exception {
            Path limit = Path.of(args[0]).resolve("pids.max");
            if (args[1].equals(WITH_AN_IDLE_REAPER)) {
                new ProcessBuilder("true").start().waitFor();
                ReusedPidIT.waitForIdleReaper();
            }
            try {
                System.out.println("exit code " + start(limit, "sh", "-c", "exit 7").waitFor());
            } catch (OutOfMemoryError e) {
                System.out.println(e.getMessage());
            }
        }

        /**
         * Raises the limit until it allows the child.
         *
         * @throws OutOfMemoryError if that limit does not allow a reaper thread as well
         */
        static Process start(Path limit, String... command) throws IOException {
            for (int max = 1; ; max++) {
                Files.writeString(limit, Integer.toString(max));
                try {
                    return new ProcessBuilder(command).start();
                } catch (IOException e) { // the limit does not allow it yet
                }
            }
        }
    }

    @Test
    @DisplayName(
            "if the limit allows one more process, and a reaper thread is idle, a child is started and reaped")
    void idleReaper() {
        assertThat(startAtTheLimit(StartsAtTheLimit.WITH_AN_IDLE_REAPER))
                .containsExactly("exit code 7");
    }

    @Test
    @DisplayName(
            "control: if the limit allows one more process, and there is no reaper thread yet, start() fails")
    void noIdleReaper() {
        assertThat(startAtTheLimit("with none"))
                .singleElement()
                .asString()
                .startsWith("unable to create native thread");
    }

    private static List<String> startAtTheLimit(String reapers) {
        try (PidsCgroup cgroup = PidsCgroup.make()) {
            return Jvm.run(
                    cgroup.with(100), StartsAtTheLimit.class, cgroup.folder().toString(), reapers);
        }
    }

    /**
     * Calls onExit() of children that have no reaper thread, at the limit and after the limit is
     * lifted.
     */
    static final class AsksAtTheLimit {
        public static void main(String[] cgroup) throws Exception {
            Path limit = Path.of(cgroup[0]).resolve("pids.max");
            ProcessHandle asked = sleep();
            ProcessHandle control = sleep();
            Set<ProcessHandle> spawned = Set.of(asked, control);
            try {
                StartsAtTheLimit.start(limit, "sleep", "60");
                throw new IllegalStateException("there was room for a reaper thread");
            } catch (OutOfMemoryError e) { // there was none
            }
            System.out.println("at the limit, onExit(): " + failure(asked));
            Files.writeString(limit, "max");
            ProcessHandle failed =
                    ProcessHandle.current()
                            .children()
                            .filter(child -> !spawned.contains(child))
                            .findFirst()
                            .orElseThrow();

            ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
            control.onExit().get();
            System.out.println("killed: onExit() of a child completes");
            System.out.println(
                    "onExit() first called at the limit: " + ReusedPidIT.completes(asked.onExit()));
            System.out.println(
                    "onExit() of the child that start() left: "
                            + ReusedPidIT.completes(failed.onExit()));
            ProcessHandle.current()
                    .children()
                    .forEach(zombie -> Posix.get().waitpid((int) zombie.pid(), new int[1], 0));
        }

        private static ProcessHandle sleep() {
            return ProcessHandle.of(Spawn.command("sleep", "60")).orElseThrow();
        }

        private static String failure(ProcessHandle child) {
            try {
                child.onExit();
                return "returns";
            } catch (OutOfMemoryError e) {
                return e.getClass().getSimpleName();
            }
        }
    }

    @Test
    @DisplayName(
            "onExit() never completes for a child whose start() failed at the process limit, or whose onExit() was first called there")
    void onExitOfTheZombie() {
        try (PidsCgroup cgroup = PidsCgroup.make()) {
            assertThat(Jvm.run(cgroup.with(100), AsksAtTheLimit.class, cgroup.folder().toString()))
                    .containsExactly(
                            "at the limit, onExit(): OutOfMemoryError",
                            "killed: onExit() of a child completes",
                            "onExit() first called at the limit: false",
                            "onExit() of the child that start() left: false");
        }
    }

    @Test
    @DisplayName("A3: pids.max of a cgroup is a process limit, and applies even to root")
    void pidsMax() {
        try (PidsCgroup cgroup = PidsCgroup.make()) {
            List<String> words = Jvm.run(cgroup.with(100), RunsOut.class);
            assertThat(zombies(words)).as("zombies at the limit: %s", words).isBetween(10, 99);
            assertThat(words)
                    .containsSubsequence(
                            "all are reaped", "ProcessBuilder: started", "Thread: started");
        }
    }

    @Test
    @DisplayName(
            "A3: the user's process limit (RLIMIT_NPROC) does not apply to a process with CAP_SYS_ADMIN")
    void capability() {
        List<String> user = new ArrayList<>(Jvm.asUserWithProcesses(3, 100));
        user.replaceAll(word -> word.replace("caps=+", "caps=+sys_admin,+"));
        user.add("true");
        Needs.all(
                Needs.succeeds(
                        "CAP_SYS_ADMIN",
                        "run as root of the machine",
                        user.toArray(String[]::new)));
        user.remove("true");
        assertThat(Jvm.run(user, RunsOut.class))
                .startsWith("no limit reached with 1000 zombies: set one (ulimit -u)");
    }

    @Test
    @DisplayName(
            "A3: the user's process limit counts the user's processes in all PID namespaces together")
    void acrossNamespaces() {
        List<String> other = concat(Jvm.asPid1(), Jvm.asUserWithProcesses(4, 100), FIFTY_CATS);
        int alone = zombiesOf(4);
        try (ChildProcess cats = ChildProcess.start(other)) {
            await("a shell and 50 cats run").until(() -> descendants(cats.pid()) == 51);
            assertThat(zombiesOf(4))
                    .as(
                            "zombies at the limit with 51 processes in another namespace; there were %d without these",
                            alone)
                    .isBetween(1, alone - 45);
        }
    }

    @Test
    @DisplayName(
            "A3: from Linux 5.14 on, a user's processes are counted separately in each user namespace")
    void acrossUserNamespaces() {
        Needs.all(
                Needs.succeeds(
                        "user namespaces of a user",
                        "allow unprivileged user namespaces",
                        forksAsRootOfItsOwn(100)),
                Needs.succeeds(
                        "Linux 5.14",
                        "a newer kernel",
                        "sh",
                        "-c",
                        "printf '%s\\n' 5.14 \"$(uname -r)\" | sort -V -C"));
        List<String> user = Jvm.asUserWithProcesses(6, 1000);
        List<String> itsOwn = List.of("unshare", "--user", "--map-root-user");
        List<String> fork = List.of("prlimit", "--nproc=20:20", "sh", "-c", "true & wait");
        try (ChildProcess cats = ChildProcess.start(concat(user, itsOwn, FIFTY_CATS))) {
            await("50 cats run").until(() -> descendants(cats.pid()) == 50);
            assertThat(output(concat(user, itsOwn, fork)))
                    .as("limit 20, in another user namespace")
                    .isEmpty();
            assertThat(output(concat(user, fork)))
                    .as("control: limit 20, in the user namespace in which the user has made both")
                    .singleElement()
                    .asString()
                    .endsWith("Cannot fork");
        }
    }

    @SafeVarargs
    private static List<String> concat(List<String>... parts) {
        return Stream.of(parts).flatMap(List::stream).toList();
    }

    private static List<String> output(List<String> command) {
        try (ChildProcess program = ChildProcess.start(command)) {
            await(command + " ends").until(program::ended);
            return program.lines();
        }
    }

    private static long descendants(long pid) {
        return ProcessHandle.of(pid).orElseThrow().descendants().count();
    }

    private static int zombiesOf(int user) {
        List<String> words = Jvm.run(Jvm.asUserWithProcesses(user, 100), RunsOut.class);
        assertThat(zombies(words)).as("zombies at the limit: %s", words).isPositive();
        return zombies(words);
    }

    @Test
    @DisplayName(
            "A3: the user's process limit also applies to root of a user namespace that the user has made")
    void rootOfAUserNamespace() {
        Needs.all(
                Needs.succeeds(
                        "user namespaces of a user",
                        "allow unprivileged user namespaces",
                        forksAsRootOfItsOwn(100)));
        assertThat(output(List.of(forksAsRootOfItsOwn(1))))
                .containsExactly("unshare: fork failed: Resource temporarily unavailable");
    }

    private static String[] forksAsRootOfItsOwn(int processes) {
        List<String> command = new ArrayList<>(Jvm.asUserWithProcesses(5, processes));
        command.addAll(List.of("env", "LC_ALL=C", "unshare", "--user", "--map-root-user"));
        command.addAll(List.of("--fork", "true"));
        return command.toArray(String[]::new);
    }

    /** The number of zombies at the limit, or -1 if no limit was reached. */
    private static int zombies(List<String> words) {
        Matcher line =
                Pattern.compile("with (\\d+) zombies: cannot .* EAGAIN .*").matcher(words.get(0));
        return line.matches() ? Integer.parseInt(line.group(1)) : -1;
    }
}
