package dev.defunct.docs;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.testing.Needs;
import dev.defunct.sigchldhandler.AsInit;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The tests of 1.3, in which the same check finds a zombie, are the control for the others. */
@DisplayName("The Python listing of each chapter does what the lesson in Java does")
@Execution(ExecutionMode.CONCURRENT)
class InPythonIT {

    /** A child that exits with code 7 when the test lets it. */
    private static final String APP =
            """
            import os, sys, time
            open('app.pid.new', 'w').write(str(os.getpid()))
            os.rename('app.pid.new', 'app.pid')
            while not os.path.exists('exit'):
                time.sleep(0.01)
            sys.exit(7)
            """;

    /** Runs test.py, in which each sleep lasts until the test writes a line. */
    private static final String QUICK =
            """
            import os, sys, time
            time.sleep = lambda seconds: sys.stdin.readline()
            print('pid', os.getpid(), flush=True)
            exec(open('test.py').read())
            """;

    @TempDir Path folder;

    @Test
    @DisplayName("1.1: when the parent exits, an init adopts the app, and reaps it after its exit")
    void parentExits() throws Exception {
        try (TestPy run = new TestPy("scenario-parent-exits")) {
            run.tick();
            run.awaitLine("tick 1");
            assertThatProcess(run.app).becomesChildOf(run.init.pid());
            run.letAppExit();
            assertThatProcess(run.app).vanishes();
        }
    }

    @Test
    @DisplayName(
            "1.2: wait() returns when the app exits, and the parent prints the app's exit code 7")
    void waits() throws Exception {
        try (TestPy run = new TestPy("scenario-wait-blocking")) {
            assertThatProcess(run.app).hasParent(run.parent);
            run.letAppExit();
            run.awaitLine("app exited with code 7");
            assertThatProcess(run.app).vanishes();
        }
    }

    @Test
    @DisplayName(
            "1.3: after its exit the app is a zombie until the parent exits, and is then reaped")
    void neverWaits() throws Exception {
        try (TestPy run = new TestPy("scenario-no-wait")) {
            run.letAppExit();
            assertThatProcess(run.app).becomesZombie();
            run.ticks(10);
            assertThatProcess(run.app).vanishes();
        }
    }

    @Test
    @DisplayName(
            "1.3, control for the other sections: nine ticks after its exit the app is still a zombie of the parent")
    void staysAZombie() throws Exception {
        try (TestPy run = new TestPy("scenario-no-wait")) {
            run.letAppExit();
            assertThatProcess(run.app).becomesZombie();
            run.ticks(9);
            assertThatProcess(run.app).becomesZombie().hasParent(run.parent);
        }
    }

    @Test
    @DisplayName(
            "2.1: the init adopts the app, and reaps it after its exit, while the parent lives")
    void forksTwice() throws Exception {
        try (TestPy run = new TestPy("strategy-double-fork")) {
            assertThatProcess(run.app).becomesChildOf(run.init.pid());
            run.letAppExit();
            assertThatProcess(run.app).vanishes();
            run.ticks(10);
        }
    }

    @Test
    @DisplayName(
            "2.2: the app leaves no zombie while the parent lives, and wait() returns 0 instead of the exit code 7")
    void ignores() throws Exception {
        try (TestPy run = new TestPy("strategy-sig-ign")) {
            assertThatProcess(run.app).hasParent(run.parent);
            run.letAppExit();
            assertThatProcess(run.app).vanishes();
            run.ticks(10);
            run.awaitLine("wait() returns 0");
        }
    }

    @Test
    @DisplayName(
            "2.3: the handler reaps the app while the parent lives, and prints the app's exit code 7")
    void handles() throws Exception {
        try (TestPy run = new TestPy("strategy-sigchld-handler")) {
            assertThatProcess(run.app).hasParent(run.parent);
            run.letAppExit();
            run.awaitLine("child " + run.app + " exited with code 7");
            run.awaitLine("no child is left");
            assertThatProcess(run.app).vanishes();
            run.ticks(10);
        }
    }

    /** The test.py of a chapter, under an init that reaps and lives until the end of the test. */
    private final class TestPy implements AutoCloseable {

        final Process init;
        final long parent;
        final long app;

        private final BufferedReader output;

        TestPy(String chapter) throws IOException {
            Needs.all(Needs.linux(), Needs.program("python3"));
            Files.writeString(folder.resolve("test.py"), listing(chapter));
            Files.writeString(folder.resolve("app.py"), APP);
            String stays = "python3 -u -c \"$0\"; cat >/dev/null";
            List<String> command =
                    new ArrayList<>(Spawn.javaCommand(AsInit.class, "sh", "-c", stays, QUICK));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            this.init = builder.directory(folder.toFile()).start();
            this.output = init.inputReader();
            this.parent = Long.parseLong(awaitLine("pid ").substring("pid ".length()));
            Path pid = folder.resolve("app.pid");
            await("the app runs").until(() -> Files.exists(pid));
            this.app = Long.parseLong(Files.readString(pid));
        }

        void letAppExit() throws IOException {
            Files.createFile(folder.resolve("exit"));
        }

        void tick() throws IOException {
            init.getOutputStream().write('\n');
            init.getOutputStream().flush();
        }

        /** Ends this number of the parent's sleeps. After each of them the parent prints a tick. */
        void ticks(int number) throws IOException {
            for (int i = 1; i <= number; i++) {
                tick();
                awaitLine("tick " + i);
            }
        }

        /** Reads up to a line that starts with this text; fails if the output ends first. */
        String awaitLine(String begin) throws IOException {
            List<String> lines = new ArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                if (line.startsWith(begin)) {
                    return line;
                }
            }
            throw new AssertionError("no line \"" + begin + "\" in " + lines);
        }

        @Override
        public void close() throws Exception {
            if (!Files.exists(folder.resolve("exit"))) {
                letAppExit();
            }
            for (int i = 0; i < 10; i++) { // after a failure, sleeps are left
                tick();
            }
            init.getOutputStream().close();
            init.waitFor();
        }
    }

    private static String listing(String chapter) {
        Page page = new Page(PagesTest.ROOT, Path.of(chapter, "README.md"));
        return String.join(
                "\n",
                page.body().select("pre > code.language-python").stream()
                        .map(Element::wholeText)
                        .toList());
    }
}
