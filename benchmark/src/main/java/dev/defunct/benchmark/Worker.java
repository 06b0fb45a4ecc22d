package dev.defunct.benchmark;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.ps.ProcFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
        await("ready", MOST_TO_START);
    }

    /** Has it start so many children, by an order for {@link Children}: the numbers it answers. */
    long[] obey(String order, int children) throws NotAsPromised {
        process.send(order);
        Duration patience = MOST_TO_ANSWER.plus(MOST_PER_CHILD.multipliedBy(children));
        String answer = await("\\d+ \\d+ \\d+", patience);
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
        boolean hasEnded = process.ended();
        close();
        supervisor.checkThatNoSignalCame();
        String reason = last.isEmpty() ? "ended with " + process.exitCode() : last;
        throw new NotAsPromised(
                hasEnded ? reason : "no answer within " + patience.toSeconds() + " s");
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
        String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // from the third on
        return (Long.parseLong(field[13]) + Long.parseLong(field[14])) * MILLIS_PER_TICK;
    }

    /** The most memory that it has had so far, in MB. */
    double memory() {
        return ProcFiles.number("/proc/" + pid() + "/status", "VmHWM") / 1024.0;
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
