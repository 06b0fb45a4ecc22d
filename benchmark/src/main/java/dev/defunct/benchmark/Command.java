package dev.defunct.benchmark;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.defunct.lab.cli.Play;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.ps.ProcessTable;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** What both commands have in common: how they read their options, complain, and end. */
final class Command {

    static final int AS_EXPECTED = 0;
    static final int NOT_AS_EXPECTED = 1;
    static final int BAD_USAGE = 2;
    static final int CANNOT = 3;
    static final int INTERRUPTED = 128 + 2; // SIGINT
    static final int NOBODY_READS = 128 + 13; // SIGPIPE

    /** The command line is wrong: one line says what, and what would be right. */
    static final class BadUsage extends RuntimeException {
        BadUsage(String message) {
            super(message);
        }
    }

    /** What a command does. */
    interface Body {
        /**
         * Does it.
         *
         * @return whether all was as it should be
         */
        boolean run(CommandLine options, PrintStream out);
    }

    private Command() {}

    /**
     * Runs a command, and exits.
     *
     * @param name as it is typed after ./play
     * @param help what --help prints
     * @param names of its options, which all have a value
     */
    static void main(String[] args, String name, String help, List<String> names, Body body) {
        Locale.setDefault(Locale.ROOT); // numbers as the pages have them
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, Play.screenCharset());
        int status;
        try {
            CommandLine options = parse(args, names);
            if (options.hasOption("help")) {
                out.print(help);
                status = AS_EXPECTED;
            } else {
                ProcessTable.ofThisMachine(); // or cannot
                if (!System.getProperty("os.name").equals("Linux")) {
                    throw new CannotPlay(name + " reads /proc, which only Linux has");
                }
                status = body.run(options, out) ? AS_EXPECTED : NOT_AS_EXPECTED;
            }
            status = out.checkError() ? NOBODY_READS : status;
        } catch (BadUsage e) {
            status = complain(name, BAD_USAGE, e.getMessage());
        } catch (CannotPlay | Prepared.SpawnFailed e) {
            status = complain(name, CANNOT, e.getMessage());
        } catch (CancellationException e) {
            status = INTERRUPTED;
        } catch (RuntimeException e) {
            status = complain(name, CANNOT, e.toString());
        } catch (OutOfMemoryError e) {
            status = complain(name, CANNOT, "no room: " + e.getMessage());
        }
        System.exit(status);
    }

    private static int complain(String name, int status, String message) {
        System.err.println("./play " + name + ": " + message);
        return status;
    }

    private static CommandLine parse(String[] args, List<String> names) {
        Options options = new Options().addOption(Option.builder("h").longOpt("help").get());
        names.forEach(name -> options.addOption(Option.builder().longOpt(name).hasArg().get()));
        String known =
                Stream.concat(names.stream(), Stream.of("help"))
                        .map(name -> "--" + name)
                        .collect(Collectors.joining(", "));
        try {
            CommandLine line = new DefaultParser(false).parse(options, args);
            if (!line.getArgList().isEmpty()) {
                throw new BadUsage(
                        "'" + line.getArgList().get(0) + "' is one too many: there are " + known);
            }
            return line;
        } catch (UnrecognizedOptionException e) {
            throw new BadUsage("no option " + e.getOption() + ": there are " + known);
        } catch (MissingArgumentException e) {
            throw new BadUsage("--" + e.getOption().getLongOpt() + " needs a value: see --help");
        } catch (ParseException e) {
            throw new BadUsage(e.getMessage());
        }
    }

    /** The whole number that an option has, or another if it is not given. */
    static int number(CommandLine options, String name, int whenMissing, int least, int most) {
        String value = only(options, name).orElse(Integer.toString(whenMissing));
        if (value.matches("\\d{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new BadUsage(
                String.format(
                        "--%s '%s' is not a whole number from %,d to %,d",
                        name, value, least, most));
    }

    /** The value of an option, if it is given. */
    static Optional<String> only(CommandLine options, String name) {
        String[] values = options.getOptionValues(name);
        if (values != null && values.length > 1) {
            throw new BadUsage(
                    "--" + name + " is given " + values.length + " times: once is enough");
        }
        return Optional.ofNullable(values).map(given -> given[0]);
    }

    /** The file to draw to, if there is to be one. It is opened now: we complain at once. */
    static Optional<Path> picture(CommandLine options) {
        return only(options, "svg")
                .map(
                        name -> {
                            Path from = Path.of(System.getProperty("defunct.from", ""));
                            Path file = from.resolve(name).toAbsolutePath();
                            write(file, "", CREATE, WRITE); // an older picture stays for now
                            Runtime.getRuntime()
                                    .addShutdownHook(new Thread(() -> deleteIfEmpty(file)));
                            return file;
                        });
    }

    private static void deleteIfEmpty(Path file) {
        File picture = file.toFile();
        if (picture.isFile() && picture.length() == 0) {
            picture.delete();
        }
    }

    /** Writes it as {@link Files#writeString(Path, CharSequence, OpenOption...)} does. */
    static void write(Path file, String text, OpenOption... options) {
        try {
            Files.writeString(file, text, options);
        } catch (IOException e) {
            throw new BadUsage("--svg '" + file + "' cannot be written: " + reason(e));
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such folder";
        }
        if (e instanceof AccessDeniedException) {
            return "we may not write there";
        }
        return e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    }
}
