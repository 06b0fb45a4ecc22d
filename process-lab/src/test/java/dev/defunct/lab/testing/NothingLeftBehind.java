package dev.defunct.lab.testing;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Checks after each test that no process is left that the test started, running or zombie: no
 * descendant of this JVM, and no process of a play that another process has adopted. A process that
 * is left is named and killed, and the test fails. If tests run at the same time, the check runs
 * when the last of them ends, and that test fails. This extension is registered for all tests, in
 * META-INF/services. So it also sets the deadline that all tests have in common. The deadline is
 * long, because a test that passes does not wait for it.
 */
public final class NothingLeftBehind implements BeforeEachCallback, AfterEachCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(15); // some PID 1s reap slowly
    private static final String MARK = Spawn.PLAY + "=" + ProcessHandle.current().pid();

    private static final ProcessTable TABLE = ProcessTable.ofThisMachine();
    private static final Set<Long> BEFORE = new HashSet<>();
    private static int running;

    static {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
        stopIgnoringSigterm();
        LibraryArchive.use();
    }

    /** Tests end their children with SIGTERM, which children ignore if this JVM ignores it. */
    private static void stopIgnoringSigterm() {
        SignalHandler before = Signal.handle(new Signal("TERM"), SignalHandler.SIG_DFL);
        if (before == SignalHandler.SIG_IGN) {
            Posix.restoreDefault("TERM");
        } else {
            Signal.handle(new Signal("TERM"), before);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Posix.unblockSignals(); // children inherit the signals that this thread blocks, too
        synchronized (BEFORE) {
            if (running++ == 0) {
                BEFORE.clear();
                ours().forEach(entry -> BEFORE.add(entry.pid()));
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        synchronized (BEFORE) {
            if (--running > 0) {
                return;
            }
            try {
                Awaitility.await("no process of this test is left")
                        .pollDelay(Duration.ZERO)
                        .atMost(PATIENCE)
                        .until(() -> left().isEmpty());
            } catch (ConditionTimeoutException e) {
                List<ProcessEntry> left = left();
                left.stream()
                        .flatMap(entry -> ProcessHandle.of(entry.pid()).stream())
                        .forEach(ProcessHandle::destroyForcibly);
                throw new AssertionError(
                        "left behind by this test, and killed:\n"
                                + ProcessEntry.HEADER
                                + left.stream()
                                        .map(e2 -> "\n" + e2.line())
                                        .collect(Collectors.joining()),
                        e);
            }
        }
    }

    private static List<ProcessEntry> left() {
        return ours().stream().filter(entry -> !BEFORE.contains(entry.pid())).toList();
    }

    /**
     * The descendants of this JVM, including zombies, and the processes of its plays, even if
     * another process has adopted them.
     */
    private static List<ProcessEntry> ours() {
        List<ProcessEntry> all = TABLE.all();
        Set<Long> descendants = new HashSet<>(Set.of(ProcessHandle.current().pid()));
        while (all.stream()
                        .filter(entry -> descendants.contains(entry.parent()))
                        .filter(entry -> descendants.add(entry.pid()))
                        .count()
                > 0) {}
        descendants.remove(ProcessHandle.current().pid());
        return all.stream()
                .filter(entry -> descendants.contains(entry.pid()) || isOfACast(entry))
                .toList();
    }

    /**
     * Whether the process has the mark of a play of this JVM in its environment. A zombie has no
     * environment that can be read, nor has the process of another user.
     */
    private static boolean isOfACast(ProcessEntry entry) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc/" + entry.pid() + "/environ"));
            return Stream.of(new String(environment, StandardCharsets.UTF_8).split("\0"))
                    .anyMatch(word -> word.equals(MARK) || word.startsWith(MARK + "."));
        } catch (IOException notOurs) {
            return false;
        }
    }
}
