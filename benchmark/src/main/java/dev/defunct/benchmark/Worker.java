package dev.defunct.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A row's process, as the director holds it: gives it orders, and looks at it from outside. */
final class Contestant implements AutoCloseable {

    /** USER_HZ, the unit of times in /proc: 100 on x86, ARM, RISC-V, POWER and s390. */
    private static final double TICKS_PER_SECOND = 100;

    private static final long PATIENCE_SECONDS = 15;

    /** It ended before its time. The message is what it said last. */
    static final class Died extends Exception {
        Died(String message) {
            super(message);
        }
    }

    /** CPU time in seconds: the process's own, and that of the children that it waited for. */
    record Cpu(double own, double children) {
        Cpu minus(Cpu earlier) {
            return new Cpu(own - earlier.own, children - earlier.children);
        }
    }

    private final Company company;
    private final Process process;
    private final BufferedReader answers;

    /** Starts it, and waits until it is ready. */
    Contestant(Company company, List<String> command) throws Died {
        this.company = company;
        this.process = company.start(new ProcessBuilder(command).redirectErrorStream(true));
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        try {
            hear("ready", PATIENCE_SECONDS);
        } catch (Died e) {
            close();
            throw e;
        }
    }

    /** Has it run these, and waits for its answer: how many started, ended with 0, ended with 1. */
    int[] run(Order order) throws Died {
        String answer = ask(order.toString(), "\\d+ \\d+ \\d+", order.number());
        return Stream.of(answer.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    /**
     * Says a line to it, and waits for one of that form; for each child that it has to do with, a
     * tenth of a second longer.
     */
    String ask(String line, String form, int children) throws Died {
        try {
            OutputStream orders = process.getOutputStream();
            orders.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            orders.flush();
        } catch (IOException e) {
            // it is gone, and says why
        }
        return hear(form, PATIENCE_SECONDS + children / 10);
    }

    /** Waits for a line of that form. If none comes in time, kills it, and whoever it started. */
    private String hear(String form, long seconds) throws Died {
        CompletableFuture<Void> heard = Company.killUnlessCompleted(process, seconds);
        try {
            return hear(form);
        } catch (Died e) {
            throw heard.isDone() ? new Died("no answer within " + seconds + " s") : e;
        } finally {
            heard.complete(null);
        }
    }

    private String hear(String form) throws Died {
        String last = "";
        try {
            String line = answers.readLine();
            while (line != null) {
                if (line.matches(form)) {
                    return line;
                }
                boolean isTrace = line.startsWith("\t");
                last = line.isBlank() || isTrace ? last : line;
                line = answers.readLine();
            }
            if (company.isEndingSoon()) {
                throw new CancellationException("we are ending");
            }
            throw new Died(last.isEmpty() ? "ended with " + process.waitFor() : last);
        } catch (IOException e) {
            throw new Died(e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the director", e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** CPU time so far, to a hundredth of a second. */
    Cpu cpu() throws Died {
        String stat = read("stat");
        String[] field = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new Cpu( // the first field is number 3 of proc(5)
                (Long.parseLong(field[11]) + Long.parseLong(field[12])) / TICKS_PER_SECOND,
                (Long.parseLong(field[13]) + Long.parseLong(field[14])) / TICKS_PER_SECOND);
    }

    /** The most memory that it had so far, in MB. */
    double memory() throws Died {
        return read("status")
                        .lines()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElse(0)
                / 1024.0;
    }

    private String read(String file) throws Died {
        try {
            return Files.readString(
                    Path.of("/proc/" + pid() + "/" + file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new Died("is gone");
        }
    }

    /** The pids of its children, zombies among them, whichever of its threads started them. */
    static List<Integer> childrenOf(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.flatMap(thread -> children(thread.resolve("children")))
                    .map(Integer::parseInt)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // it is gone
        }
    }

    private static Stream<String> children(Path file) {
        try {
            return Stream.of(Files.readString(file).split(" ")).filter(pid -> !pid.isEmpty());
        } catch (IOException e) {
            return Stream.of(); // the thread is gone
        }
    }

    /** Cuts its lifeline, and waits for its end. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            // gone already
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the director", e);
        }
        company.dismiss(process);
    }
}
