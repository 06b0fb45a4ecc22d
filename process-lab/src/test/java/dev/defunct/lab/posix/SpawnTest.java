package dev.defunct.lab.posix;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import jnr.constants.platform.Errno;
import jnr.constants.platform.Fcntl;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Spawn: starts children with posix_spawnp, and reports errors readably")
class SpawnTest {

    private static final String NOBODY = "65534";

    @Test
    @DisplayName(
            "a spawned process is a child of this JVM, and stays a zombie until the JVM waits for it")
    void child() {
        int child = Spawn.command("true");
        assertThatProcess(child).becomesZombie().hasParent(ProcessHandle.current().pid());
        assertThat(Posix.get().waitpid(child, new int[1], 0)).isEqualTo(child);
        assertThatProcess(child).vanishes();
    }

    @Test
    @DisplayName(
            "a template starts its command as often as it is asked to, each time as a new child")
    void template() {
        List<Integer> children = new ArrayList<>();
        try (Spawn.Template template = new Spawn.Template(List.of("sh", "-c", "exit 7"))) {
            for (int i = 0; i < 3; i++) {
                int[] status = new int[1];
                int child = template.start();
                assertThat(Posix.get().waitpid(child, status, 0)).isEqualTo(child);
                assertThat(WaitStatus.of(status[0])).isEqualTo(new WaitStatus.Exited(7));
                children.add(child);
            }
        }
        assertThat(children).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("a child receives its arguments unchanged, including spaces and quotes")
    void arguments() {
        int child = Spawn.command("sh", "-c", "test \"$1\" = \"a 'b'  \\$c\"", "sh", "a 'b'  $c");
        int[] status = new int[1];
        Posix.get().waitpid(child, status, 0);
        assertThat(WaitStatus.of(status[0])).isEqualTo(new WaitStatus.Exited(0));
    }

    @Test
    @DisplayName("if there is no such file, the message contains the command and ENOENT")
    void noSuchFile() {
        assertThatThrownBy(() -> Spawn.command("/no/such/file", "x"))
                .isInstanceOf(Spawn.Failed.class)
                .hasMessage("cannot start /no/such/file: ENOENT (No such file or directory)");
    }

    @Test
    @DisplayName("if the file is not executable, the message contains the command and EACCES")
    void notExecutable(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("plain.txt"), "no program");
        assertThatThrownBy(() -> Spawn.command(file.toString()))
                .isInstanceOf(Spawn.Failed.class)
                .hasMessage("cannot start " + file + ": EACCES (Permission denied)");
    }

    @Test
    @DisplayName("at the process limit, the message contains the command and EAGAIN")
    void processLimit(@TempDir Path folder) throws Exception {
        Needs.all(Needs.linux()); // RLIMIT_NPROC has another number elsewhere
        Process limited =
                new ProcessBuilder(asOrdinaryUser(folder)).redirectErrorStream(true).start();
        String words = new String(limited.getInputStream().readAllBytes());
        assertThat(words)
                .isEqualTo("cannot start true: EAGAIN (Resource temporarily unavailable)\n");
        assertThat(limited.waitFor()).isZero();
    }

    @Test
    @DisplayName(
            "a spawned child inherits only those sockets of the JVM that it is given, and the JVM's descriptors keep their flags")
    void descriptors(@TempDir Path folder) throws Exception {
        Needs.all(Needs.linux());
        Set<String> before = sockets().keySet();
        try (ServerSocket server = new ServerSocket(0)) {
            int socket = socketOpenedSince(before);

            assertThat(linkOf(socket, folder, Spawn::command)).isEmpty();
            assertThat(linkOf(socket, folder, words -> Spawn.command(Set.of(socket), words)))
                    .startsWith("socket:");
            assertThat(Posix.get().fcntl(socket, Fcntl.F_GETFD))
                    .as("FD_CLOEXEC of the JVM's socket")
                    .isZero();
        }
    }

    @Test
    @DisplayName("a child of ProcessBuilder inherits no socket of the JVM")
    void descriptorsOfProcessBuilder(@TempDir Path folder) throws Exception {
        Needs.all(Needs.linux());
        Set<String> before = sockets().keySet();
        try (ServerSocket server = new ServerSocket(0)) {
            int socket = socketOpenedSince(before);

            assertThat(linkOf(socket, folder, SpawnTest::runByProcessBuilder)).isEmpty();
        }
    }

    private static int runByProcessBuilder(String... command) {
        try {
            Process child = new ProcessBuilder(command).start();
            child.waitFor();
            return (int) child.pid();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("control: a child that posix_spawnp starts without Spawn inherits the socket")
    void descriptorsOfPosixSpawn(@TempDir Path folder) throws Exception {
        Needs.all(Needs.linux());
        Set<String> before = sockets().keySet();
        try (ServerSocket server = new ServerSocket(0)) {
            int socket = socketOpenedSince(before);

            List<String> path = List.of("PATH=" + System.getenv("PATH"));
            ToIntFunction<String[]> spawn =
                    words -> (int) Posix.get().posix_spawnp("sh", List.of(), List.of(words), path);
            assertThat(linkOf(socket, folder, spawn)).startsWith("socket:");
        }
    }

    @Test
    @DisplayName("ProcessBuilder.start() works while another thread spawns children")
    void besideProcessBuilder() {
        Needs.all(Needs.linux());
        assertThat(Jvm.run(StartsMany.class, "spawns")).containsExactly("start() works");
    }

    @Test
    @DisplayName(
            "control: ProcessBuilder.start() fails while another thread sets FD_CLOEXEC on the descriptors that start() opens")
    void besideFdCloexec() {
        Needs.all(Needs.linux());
        assertThat(Jvm.run(StartsMany.class, "marks"))
                .anyMatch(line -> line.startsWith("start() fails"))
                .doesNotContain("start() works");
    }

    /**
     * Starts children with ProcessBuilder. At the same time another thread spawns children, or sets
     * FD_CLOEXEC until a start() fails.
     */
    static final class StartsMany {
        private static final int FD_CLOEXEC = 1; // asm-generic/fcntl.h

        public static void main(String[] args) throws InterruptedException {
            Posix.get(); // which opens files
            boolean marks = args[0].equals("marks");
            Thread other = new Thread(marks ? StartsMany::mark : StartsMany::spawn);
            other.setDaemon(true);
            other.start();
            try {
                for (int i = 0; i < 30 || marks; i++) {
                    new ProcessBuilder("true").start().waitFor();
                }
                System.out.println("start() works");
            } catch (IOException e) {
                System.out.println("start() fails: " + e.getMessage());
            }
            Runtime.getRuntime().halt(0);
        }

        private static void spawn() {
            while (true) {
                Posix.get().waitpid(Spawn.command("true"), new int[1], 0);
            }
        }

        /** Sets FD_CLOEXEC on the next free descriptors, among them the pipes of ProcessBuilder. */
        private static void mark() {
            Set<Integer> open = Posix.openDescriptors();
            List<Integer> next =
                    IntStream.range(3, 1000)
                            .filter(i -> !open.contains(i))
                            .limit(10)
                            .boxed()
                            .toList();
            while (true) {
                next.forEach(each -> Posix.get().fcntl(each, Fcntl.F_SETFD, FD_CLOEXEC));
            }
        }
    }

    /**
     * The file that a child has open under this descriptor number, or an empty text if it has none.
     */
    private static String linkOf(int descriptor, Path folder, ToIntFunction<String[]> spawn)
            throws IOException {
        Path file = folder.resolve("link");
        String script = "readlink /proc/$$/fd/" + descriptor + " > " + file;
        int child = spawn.applyAsInt(new String[] {"sh", "-c", script});
        Posix.get().waitpid(child, new int[1], 0);
        return Files.readString(file);
    }

    private static int socketOpenedSince(Set<String> before) {
        Map<String, Integer> sockets = sockets();
        sockets.keySet().removeAll(before);
        return sockets.values().iterator().next();
    }

    /** The sockets of this JVM, such as socket:[4711], with their descriptors. */
    private static Map<String, Integer> sockets() {
        Map<String, Integer> sockets = new HashMap<>();
        for (int descriptor : Posix.openDescriptors()) {
            try {
                Path link = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
                if (link.toString().startsWith("socket:")) {
                    sockets.put(link.toString(), descriptor);
                }
            } catch (IOException closed) {
                // the descriptor was closed in the meantime
            }
        }
        return sockets;
    }

    /**
     * The command of {@link AtTheLimit}. Root has no process limit. So as root, the command runs as
     * another user, from copies of the jars that this user may read.
     */
    private static List<String> asOrdinaryUser(Path folder)
            throws IOException, InterruptedException {
        List<String> command = Spawn.javaCommand(AtTheLimit.class);
        if (!System.getProperty("user.name").equals("root")) {
            return command;
        }
        Needs.all(Needs.program("setpriv"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path copy = folder.resolve(copies.size() + "-" + Path.of(entry).getFileName());
            new ProcessBuilder("cp", "-r", entry, copy.toString()).start().waitFor();
            new ProcessBuilder("chmod", "-R", "a+rX", copy.toString()).start().waitFor();
            copies.add(copy.toString());
        }
        command.set(command.indexOf("-cp") + 1, String.join(":", copies));
        command.addAll(0, List.of("setpriv", "--reuid", NOBODY, "--clear-groups"));
        return command;
    }

    /**
     * Lowers its own process limit to 1, which this JVM already uses up, and tries to spawn a
     * child.
     */
    static final class AtTheLimit {
        private static final int RLIMIT_NPROC = 6; // asm-generic/resource.h

        public static void main(String[] args) {
            Posix.get().waitpid(Spawn.command("true"), new int[1], 0); // no limit yet
            Posix.get().setrlimit(RLIMIT_NPROC, 1, 1);
            try {
                Spawn.command("true");
            } catch (Spawn.Failed e) {
                System.out.println(e.getMessage());
                System.exit(e.errno() == Errno.EAGAIN ? 0 : 1);
            }
        }
    }
}
