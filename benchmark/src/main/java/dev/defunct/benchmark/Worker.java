package dev.defunct.benchmark;

import dev.defunct.lab.director.ChildProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process that starts and reaps children as it is ordered. It prints "ready", and then a line of
 * numbers for each line of its standard input, and exits when that ends.
 */
final class Worker implements AutoCloseable {

    private static final Duration MOST_TO_START = Duration.ofMinutes(1);
    private static final Duration MOST_TO_ANSWER = Duration.ofSeconds(15);
    private static final Duration MOST_PER_CHILD = Duration.ofMillis(100);

    private final Supervisor supervisor;
    private final ChildProcess process;

    /**
     * Starts it, and waits until it is ready.
     *
     * @throws NotAsPromised if it ends before it is ready
     */
    Worker(Supervisor supervisor, List<String> command) {
        this.supervisor = supervisor;
        this.process = supervisor.start(command);
        await("ready", MOST_TO_START);
    }

    /** Has it start so many children, by an order for {@link Children}: the numbers it answers. */
    long[] obey(String order, int children) {
        process.send(order);
        Duration patience = MOST_TO_ANSWER.plus(MOST_PER_CHILD.multipliedBy(children));
        String answer = await("\\d+ \\d+ \\d+", patience);
        return Stream.of(answer.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    /** The next line of this form. Where it does not come in time, the worker is killed. */
    private String await(String form, Duration patience) {
        Optional<String> line = process.awaitLine(form, patience);
        if (line.isPresent()) {
            return line.get();
        }
        process.awaitEnd(Duration.ofMillis(100));
        boolean hasEnded = process.ended();
        close();
        supervisor.checkThatNoSignalCame();
        String complaint =
                process.lines().stream()
                        .filter(complained -> !complained.matches("ready|\\d+ \\d+ \\d+|\\s.*|"))
                        .reduce("ended with " + process.exitCode(), (first, last) -> last);
        throw new NotAsPromised(
                hasEnded ? complaint : "no answer within " + patience.toSeconds() + " s");
    }

    long pid() {
        return process.pid();
    }

    /** Ends its lifeline and, where that is not enough, the worker. */
    @Override
    public void close() {
        process.close();
        process.awaitEnd(Duration.ofSeconds(5));
        if (!process.ended()) {
            ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        process.exitCode(); // waits for its exit
        supervisor.forget(process);
    }
}
