package dev.defunct.benchmark;

import static dev.defunct.lab.cli.Command.option;

import dev.defunct.lab.cli.Command;
import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.Spawn;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/**
 * {@code ./play horde}: what zombies cost as their number grows, and how near the limits are.
 *
 * <p>Their parent is a process of its own, the {@link HordeParent}, which measures and prints. It
 * reaps them, also when this process is gone. This process adopts and reaps them when the parent is
 * gone.
 */
public final class Horde {

    private static final String HELP =
            """
            ./play horde [OPTION]...  grows a horde of zombies in steps, measures, and reaps it

              --full       makes a record: 10,000 zombies (two minutes)
              --zombies N  how many there are to be in the end, 1 to 1,000,000 (default 4,000);
                           never more than half of what is free under the limits of this machine
              --svg FILE   draws what it costs to list them, too (SVG)
              --help       this text

            Exit status: 0 all became zombies and all were reaped, 1 not so, 2 bad usage, 3 this
            machine cannot run it, 130 after Ctrl-C (128 + n after any signal n), 141 when the
            output cannot be written any more.
            """;

    static final List<Option> OPTIONS =
            List.of(
                    option("full"),
                    option("zombies", "a whole number from 1 to 1,000,000"),
                    option("svg", "the file to write"));

    private Horde() {}

    public static void main(String[] args) {
        Command.main("./play horde", out -> run(args, out));
    }

    private static int run(String[] args, PrintStream out) {
        CommandLine options = Command.parseOptions(args, OPTIONS);
        if (options.hasOption("help")) {
            out.print(HELP);
            return Command.AS_EXPECTED;
        }
        zombies(options);
        Command.picture(options);
        Machine.check();
        Supervisor supervisor = new Supervisor();
        ChildProcess parent = supervisor.start(Spawn.javaCommand(HordeParent.class, args));
        Optional<String> line = parent.awaitLine(0, Duration.ofDays(1));
        for (int i = 1; line.isPresent() && !out.checkError(); i++) {
            out.println(line.get());
            line = parent.awaitLine(i, Duration.ofDays(1));
        }
        parent.close();
        int status = parent.exitCode();
        supervisor.checkThatNoSignalCame();
        if (status > Command.CANNOT_PLAY) {
            out.println("not as expected: the parent of the zombies ended with " + status);
            return Command.NOT_AS_EXPECTED;
        }
        return status;
    }

    /** How many there are to be. */
    static int zombies(CommandLine options) {
        int byDefault = options.hasOption("full") ? 10_000 : 4_000;
        return Command.number(options, "zombies", byDefault, 1, 1_000_000);
    }
}
