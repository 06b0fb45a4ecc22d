package dev.defunct.lab;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After each test nothing is left of the processes that it started, running or zombie: neither
 * below this JVM nor, if they are JVMs of the cast, adopted by somebody else. What is left is named
 * and killed, and the test fails. Registered for all tests by way of META-INF/services.
 */
public final class NothingLeftBehind implements BeforeEachCallback, AfterEachCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(15); // some PID 1s reap slowly

    private final ProcessTable table = ProcessTable.ofThisMachine();
    private static final String MARK = "-Ddefunct.cast=" + ProcessHandle.current().pid();

    static {
        System.setProperty("defunct.cast", Long.toString(ProcessHandle.current().pid()));
    }

    private Set<Long> before = Set.of();

    @Override
    public void beforeEach(ExtensionContext context) {
        before = ours().stream().map(ProcessEntry::pid).collect(Collectors.toSet());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            await("no process of this test")
                    .pollDelay(Duration.ZERO)
                    .atMost(PATIENCE)
                    .until(() -> left().isEmpty());
        } catch (ConditionTimeoutException e) {
            List<ProcessEntry> left = left();
            left.forEach(
                    entry ->
                            ProcessHandle.of(entry.pid())
                                    .ifPresent(ProcessHandle::destroyForcibly));
            throw new AssertionError(
                    left.stream()
                            .map(ProcessEntry::line)
                            .collect(
                                    Collectors.joining(
                                            "\n",
                                            "left behind by this test, and killed:\n"
                                                    + ProcessEntry.HEADER
                                                    + "\n",
                                            "")));
        }
    }

    private List<ProcessEntry> left() {
        return ours().stream().filter(entry -> !before.contains(entry.pid())).toList();
    }

    /** Descendants of this JVM, zombies among them, and members of a cast wherever they are. */
    private List<ProcessEntry> ours() {
        Set<Long> descendants =
                ProcessHandle.current()
                        .descendants()
                        .map(ProcessHandle::pid)
                        .collect(Collectors.toSet());
        return table.all().stream()
                .filter(entry -> descendants.contains(entry.pid()) || isOfACast(entry.pid()))
                .toList();
    }

    private static boolean isOfACast(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().arguments())
                .map(List::of)
                .map(args -> args.contains(MARK))
                .orElse(false);
    }
}
