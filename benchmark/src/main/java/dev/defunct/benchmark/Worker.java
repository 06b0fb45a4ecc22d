package dev.defunct.benchmark;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.ps.ProcFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * A process that starts and reaps children as it is ordered. It prints "ready", and then a line of
 * numbers for each line of its standard input, and exits when that ends.
 */
final class Worker implements AutoCloseable {

    /** USER_HZ, the unit of CPU times in /proc: 100 on x86, ARM, RISC-V, POWER and s390. */
    private static final double MILLIS_PER_TICK = 10;

    private static final Duration MOST_TO_START = Duration.ofMinutes(1);
    private static final Duration MOST_TO_ANSWER = Duration.ofSeconds(15);
    private static final Duration MOST_PER_CHILD = Duration.ofMillis(100);

    private final Supervisor supervisor;
    private final ChildProcess process;
    private int linesRead;

    /**
     * Starts it, and waits until it is ready.
     *
     * @throws CannotPlay if it cannot be started
     */
    Worker(Supervisor supervisor, List<String> command) throws NotAsPromised {
        this.supervisor = supervisor;
        this.process = supervisor.start(command);
        try {
            await("ready", MOST_TO_START);
        } catch (NotAsPromised e) {
            close();
            throw e;
        }
    }

    /**
     * Has it obey an order.
     *
     * @param children how many it starts or reaps for that: it may take longer for more
     * @return the numbers of its answer
     */
    long[] obey(String order, int children) throws NotAsPromised {
        process.send(order);
        String answer =
                await("\\d+( \\d+)+", MOST_TO_ANSWER.plus(MOST_PER_CHILD.multipliedBy(children)));
        return Stream.of(answer.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    /** The next line of this form. Where it does not come in time, the worker is killed. */
    private String await(String form, Duration patience) throws NotAsPromised {
        String last = "";
        Optional<String> line = process.awaitLine(linesRead++, patience);
        while (line.isPresent()) {
            if (line.get().matches(form)) {
                return line.get();
            }
            last = line.get().isBlank() || line.get().startsWith("\t") ? last : line.get();
            line = process.awaitLine(linesRead++, patience);
        }
        process.awaitEnd(Duration.ofMillis(100));
        if (!process.ended()) {
            ProcessHandle.of(pid()).ifPresent(Worker::killWithDescendants);
            throw new NotAsPromised("no answer within " + patience.toSeconds() + " s");
        }
        if (supervisor.isEndingSoon()) {
            throw new CancellationException("a signal ends this process");
        }
        throw new NotAsPromised(last.isEmpty() ? "ended with " + process.exitCode() : last);
    }

    private static void killWithDescendants(ProcessHandle process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    long pid() {
        return process.pid();
    }

    /** The CPU time that the process has used so far, without its children, in milliseconds. */
    double cpuMillis() {
        int[] clock = new int[1];
        long[] time = new long[2];
        Posix.libc().clock_getcpuclockid((int) pid(), clock);
        Posix.libc().clock_gettime(clock[0], time);
        return time[0] * 1e3 + time[1] / 1e6;
    }

    /** The CPU time of the children that it has waited for so far, in milliseconds. */
    double cpuMillisOfChildren() throws NotAsPromised {
        String stat = ProcFiles.read("/proc/" + pid() + "/stat");
        if (stat.isEmpty()) {
            throw new NotAsPromised("is gone");
        }
        String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(field[13]) + Long.parseLong(field[14]))
                * MILLIS_PER_TICK; // the first field here is number 3 of proc(5)
    }

    /** The most memory that it has had so far, in MB. */
    double memory() {
        return ProcFiles.number("/proc/" + pid() + "/status", "VmHWM") / 1024.0;
    }

    /** Ends its lifeline, and waits for its end. */
    @Override
    public void close() {
        process.close();
        process.awaitEnd(MOST_TO_ANSWER);
        if (!process.ended()) {
            ProcessHandle.of(pid()).ifPresent(Worker::killWithDescendants);
        }
        process.exitCode(); // waits until it is reaped
        supervisor.forget(process);
    }
}
