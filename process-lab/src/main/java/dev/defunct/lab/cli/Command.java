package dev.defunct.lab.cli;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Shutdown;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.show.Narrator.OutputClosed;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * What the commands of {@code ./play} have in common: options, error messages and exit statuses.
 */
public final class Command {

    public static final int AS_EXPECTED = 0;
    public static final int NOT_AS_EXPECTED = 1;
    public static final int BAD_USAGE = 2;
    public static final int CANNOT_PLAY = 3;
    public static final int INTERRUPTED = 128 + 2; // SIGINT, as a JVM does without a handler
    public static final int OUTPUT_CLOSED = 128 + 13; // SIGPIPE, as other tools do

    /** A wrong command line. The message is one line: what is wrong, and what would be right. */
    public static final class BadUsage extends RuntimeException {
        public BadUsage(String message) {
            super(message);
        }
    }

    /** The end of the help of a command. */
    public static final String EXIT_STATUS =
            """
            Exit status: 0 as expected, 1 not as expected, 2 bad usage, 3 this machine cannot
            play it, 130 after Ctrl-C (128 + n after any signal n), 141 if the output can no longer
            be written. A JVM that gets too little memory or too few threads prints that, and exits
            with 1 or 134.
            """;

    private Command() {}

    /**
     * Runs a command that takes only options, or prints its help, and exits.
     *
     * @param name the prefix of each error message
     * @param body returns the exit status
     */
    public static void main(
            String name,
            String help,
            List<Option> known,
            String[] args,
            ToIntBiFunction<CommandLine, PrintStream> body) {
        ToIntFunction<PrintStream> helpOrBody =
                out -> {
                    CommandLine line = parse(args, known);
                    if (line.hasOption("help")) {
                        out.print(help);
                        return AS_EXPECTED;
                    } else if (!line.getArgList().isEmpty()) {
                        String one = "'" + line.getArgList().get(0) + "' is one too many";
                        throw new BadUsage(one + ": the options are " + names(known));
                    }
                    return body.applyAsInt(line, out);
                };
        main(name, helpOrBody);
    }

    /**
     * Runs a command, and exits with its exit status.
     *
     * @param name the prefix of each error message
     * @param body returns the exit status
     */
    public static void main(String name, ToIntFunction<PrintStream> body) {
        Locale.setDefault(Locale.ROOT); // for numbers as the pages show them
        FileOutputStream screen = new FileOutputStream(FileDescriptor.out);
        System.exit(run(name, body, new PrintStream(screen, true, screenCharset())));
    }

    private static int run(String name, ToIntFunction<PrintStream> body, PrintStream out) {
        try {
            int status = body.applyAsInt(out);
            return out.checkError() ? OUTPUT_CLOSED : status;
        } catch (BadUsage e) {
            return complain(name, BAD_USAGE, e.getMessage());
        } catch (CannotPlay | Spawn.Failed e) {
            return complain(name, CANNOT_PLAY, e.getMessage());
        } catch (OutputClosed e) {
            return OUTPUT_CLOSED;
        } catch (CancellationException e) {
            return INTERRUPTED;
        } catch (OutOfMemoryError e) {
            String message = "no room for another thread or process: " + e.getMessage();
            return complain(name, CANNOT_PLAY, message);
        }
    }

    private static int complain(String name, int status, String message) {
        System.err.println(name + ": " + message);
        return status;
    }

    /** The charset of standard output. JDK 17 has no property for it, and uses the locale's. */
    static Charset screenCharset() {
        return Charset.forName(
                System.getProperty("stdout.encoding", System.getProperty("sun.jnu.encoding")));
    }

    /** An option without a value. */
    public static Option option(String name) {
        return Option.builder().longOpt(name).get();
    }

    /**
     * An option with a value.
     *
     * @param takes describes the value in the error message that is printed if the value is missing
     */
    public static Option option(String name, String takes) {
        return Option.builder().longOpt(name).hasArg().argName(takes).get();
    }

    /** Parses a command line that may have these options, and --help. */
    public static CommandLine parse(String[] args, List<Option> known) {
        Options options = new Options();
        known.forEach(options::addOption);
        options.addOption("h", "help", false, null);
        try {
            return new DefaultParser(false).parse(options, args);
        } catch (UnrecognizedOptionException e) {
            throw new BadUsage(
                    "there is no option " + e.getOption() + ": the options are " + names(known));
        } catch (MissingArgumentException e) {
            Option option = e.getOption();
            String name = option.getLongOpt();
            throw new BadUsage("--" + name + " needs a value: " + option.getArgName());
        } catch (ParseException e) {
            throw new BadUsage(e.getMessage());
        }
    }

    private static String names(List<Option> known) {
        return known.stream()
                .map(option -> "--" + option.getLongOpt())
                .collect(Collectors.joining(", ", "", ", --help"));
    }

    /** The value of an option, if it is given. */
    public static Optional<String> value(CommandLine line, String option) {
        String[] values = line.getOptionValues(option);
        if (values != null && values.length > 1) {
            String times = values.length + " times";
            throw new BadUsage("--" + option + " is given " + times + ": once is enough");
        }
        return Optional.ofNullable(line.getOptionValue(option));
    }

    /** The value of an option that is a whole number, 0 or more, or the default value. */
    public static int number(
            CommandLine line, String option, int defaultValue, int least, int most) {
        String value = value(line, option).orElse(Integer.toString(defaultValue));
        int number = value.matches("\\d{1,9}") ? Integer.parseInt(value) : -1;
        if (number < least || number > most) {
            String message = "--%s '%s' is not a whole number from %,d to %,d";
            throw new BadUsage(message.formatted(option, value, least, most));
        }
        return number;
    }

    /**
     * The file that --svg names, if that option is given. Opens the file, so that an error is
     * reported before the play and not after it. The old content of the file stays until a picture
     * is written.
     */
    public static Optional<Path> picture(CommandLine line) {
        return value(line, "svg").map(Command::open);
    }

    private static Path open(String name) {
        if (name.isEmpty()) {
            throw new BadUsage("--svg needs a value: the file to write");
        }
        Path from = Path.of(System.getProperty("defunct.from", ""));
        Path picture = from.resolve(name).toAbsolutePath();
        if (isDevice(picture) || isStandardOutput(picture)) {
            throw new BadUsage("--svg '" + picture + "' is not a file for the picture alone");
        }
        write("", picture, CREATE, WRITE);
        Shutdown.hook(() -> deleteIfEmpty(picture.toFile()));
        return picture;
    }

    private static void deleteIfEmpty(File file) {
        if (file.isFile() && file.length() == 0) {
            file.delete();
        }
    }

    /**
     * Whether the file is a device or a FIFO, for example. A FIFO would have to be read while we
     * write.
     */
    private static boolean isDevice(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    private static boolean isStandardOutput(Path file) {
        try {
            return Files.isSameFile(file, Path.of("/dev/stdout"));
        } catch (IOException doesNotExist) {
            return false;
        }
    }

    /** Writes a picture to the file that --svg names. */
    public static void write(String svg, Path file, OpenOption... options) {
        try {
            Files.writeString(file, svg, options);
        } catch (NoSuchFileException e) {
            throw new BadUsage("--svg '" + file + "': there is no folder " + file.getParent());
        } catch (AccessDeniedException e) {
            throw new BadUsage("--svg '" + file + "': permission denied");
        } catch (IOException e) {
            String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
            throw new BadUsage("--svg '" + file + "' cannot be written: " + reason);
        }
    }
}
