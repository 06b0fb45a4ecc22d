package dev.defunct.benchmark;

import static dev.defunct.lab.cli.Command.option;

import dev.defunct.lab.cli.Command;
import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.Spawn;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/**
 * {@code ./play horde}: what zombies cost as their number grows, and how near the limits are.
 *
 * <p>The parent of the zombies is a process of its own, the {@link HordeParent}, which measures and
 * prints. The parent reaps the zombies even if this process is gone. If the parent is gone, this
 * process adopts and reaps them.
 */
public final class Horde {

    private static final String HELP =
            """
            ./play horde [OPTION]...  makes zombies in steps, measures what they cost, and reaps them

              --full       makes a record: 10,000 zombies (two minutes)
              --zombies N  how many zombies to make, 1 to 1,000,000 (default 4,000);
                           never more than half of what is free under the limits of this machine
              --svg FILE   also draws what it costs to list them (SVG)
              --help       prints this text

            """
                    + Command.EXIT_STATUS;

    private static final List<Option> OPTIONS =
            List.of(
                    option("full"),
                    option("zombies", "a whole number from 1 to 1,000,000"),
                    option("svg", "the file to write"));

    private Horde() {}

    public static void main(String[] args) {
        Command.main("./play horde", HELP, OPTIONS, args, Horde::run);
    }

    private static int run(CommandLine options, PrintStream out) {
        int byDefault = options.hasOption("full") ? 10_000 : 4_000;
        int zombies = Command.number(options, "zombies", byDefault, 1, 1_000_000);
        String picture = Command.picture(options).map(Path::toString).orElse("");
        Supervisor supervisor = new Supervisor();
        ChildProcess parent =
                supervisor.start(Spawn.javaCommand(HordeParent.class, "" + zombies, picture));
        Stream.generate(() -> parent.awaitLine(".*", Duration.ofDays(1)))
                .takeWhile(line -> line.isPresent() && !out.checkError())
                .forEach(line -> out.println(line.get()));
        int status = supervisor.end(parent);
        if (status > Command.CANNOT_PLAY) {
            out.println("not as expected: the parent of the zombies ended with " + status);
            return Command.NOT_AS_EXPECTED;
        }
        return status;
    }
}
