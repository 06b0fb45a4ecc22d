package dev.defunct.lab.cli;

import dev.defunct.lab.director.Container;
import dev.defunct.lab.director.Director;
import dev.defunct.lab.director.Launch;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.role.Tick;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;
import dev.defunct.lab.show.Narrator;
import dev.defunct.lab.show.Narrator.OutputClosed;
import dev.defunct.lab.show.TimelineSvg;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** The launcher behind {@code ./play}: reads the command line, plays, and gives the exit status. */
public final class Play {

    static final int AS_EXPECTED = 0;
    static final int NOT_AS_EXPECTED = 1;
    static final int BAD_USAGE = 2;
    static final int CANNOT_PLAY = 3;
    static final int INTERRUPTED = 128 + 2; // SIGINT; what a JVM exits with by itself
    static final int OUTPUT_CLOSED = 128 + 13; // SIGPIPE; what other tools exit with

    private static final String HELP =
            """
            ./play                      the sections in order, and how to see the rest
            ./play SECTION [OPTION]...  plays one: SECTION is 1.3, scenario-no-wait or no-wait
            ./play all [OPTION]...      plays all six, then shows the truth table as observed
            ./play programs             the small programs: mistakes on the JVM, and remedies
            ./play PROGRAM              runs one of these
            ./play as-init COMMAND ...  starts a command and is its init: reaps what it adopts,
                                        passes on TERM, INT, HUP, USR1 ..., ends as it ends
                                        (127 not found, 126 not executable, 128 + n by signal n)
            ./play exercise [N] ...     eleven exercises: ./play exercise --help
            ./play doctor               whether this machine has what the exercises need
            ./play storm [OPTION]...    what each strategy costs: thousands of short children
            ./play horde [OPTION]...    what zombies cost: thousands of them, all reaped again

              --tick DURATION  one step of the app, from 1ms to 60s: 200ms, 1s, 5s
                               (default 1s; the article's pace is 5s)
              --init WHO       who adopts orphans (default host):
                                 host      PID 1 of this machine, or the nearest subreaper
                                 reaping   a child subreaper of our own, which reaps
                                 careless  a child subreaper of our own, which never does
                                 self      the parent, as PID 1 of a PID namespace: a container
                                 tini      tini, as PID 1 of a PID namespace: docker run --init
                                 docker       the parent, as PID 1 of a real container
                                 docker-init  the engine's own init, as PID 1 of a real container
                               (Docker if its daemon answers, otherwise Podman;
                               DEFUNCT_ENGINE=docker or =podman selects one)
              --image IMAGE    has a container use the Java of this image (default: this
                               machine's own files, read-only; no image is ever downloaded)
              --svg FILE       writes the timeline to FILE, too, as a picture (SVG)
              --help           this text
              --version        which version this is, and what it runs on

            Exit status: 0 as expected, 1 not as expected, 2 bad usage, 3 this machine cannot
            play it, 130 after Ctrl-C (128 + n after any signal n), 141 when the output cannot be
            written any more.
            """;

    /** What each option takes that takes a value. */
    private static final Map<String, String> VALUES =
            Map.of(
                    "tick",
                    Tick.FORM,
                    "init",
                    "one of " + Arrays.asList(Adopter.values()),
                    "image",
                    "an image that has Java, 17 or newer",
                    "svg",
                    "the file to write");

    /** The command line is wrong. The message is one line: what is wrong, what would be right. */
    private static final class BadUsage extends RuntimeException {
        BadUsage(String message) {
            super(message);
        }
    }

    private final List<Section> sections = Sections.all();
    private final PrintStream out;
    private final Narrator narrator;

    private Play(PrintStream out, Charset charset) {
        this.out = out;
        this.narrator = new Narrator(out, charset, Boolean.getBoolean("defunct.colour"));
    }

    public static void main(String[] args) {
        main(Optional.empty(), args);
    }

    /** What the Main of each section does: plays that section, with the options of ./play. */
    public static void main(Section section, String[] options) {
        main(Optional.of(section), options);
    }

    private static void main(Optional<Section> section, String[] args) {
        Locale.setDefault(Locale.ROOT); // numbers as the pages have them
        Charset charset = screenCharset();
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, charset);
        System.exit(new Play(out, charset).run(section, args));
    }

    private int run(Optional<Section> section, String[] args) {
        try {
            int status = section.isPresent() ? play(section.get(), args) : obey(args);
            return out.checkError() ? OUTPUT_CLOSED : status;
        } catch (BadUsage e) {
            return complain(BAD_USAGE, e.getMessage());
        } catch (CannotPlay e) {
            return complain(CANNOT_PLAY, e.getMessage());
        } catch (OutputClosed e) {
            return OUTPUT_CLOSED;
        } catch (CancellationException e) {
            return INTERRUPTED;
        } catch (OutOfMemoryError e) {
            String message = "no room for another thread or process: " + e.getMessage();
            return complain(CANNOT_PLAY, message);
        }
    }

    private static int complain(int status, String message) {
        System.err.println("./play: " + message);
        return status;
    }

    private int obey(String[] args) {
        CommandLine line = parse(args);
        List<String> names = line.getArgList();
        boolean hasOptions = line.getOptions().length > 0;
        if (line.hasOption("help")) {
            out.print(HELP);
            return AS_EXPECTED;
        }
        if (line.hasOption("version")) {
            out.println(version());
            return AS_EXPECTED;
        }
        if (names.isEmpty()) {
            if (hasOptions) {
                throw new BadUsage("which section? There are " + known());
            }
            narrator.menu(sections);
            return AS_EXPECTED;
        }
        if (names.size() > 1) {
            throw new BadUsage("'" + names.get(1) + "' is one too many: name one section, or all");
        }
        String name = names.get(0);
        if (name.equals("programs")) {
            narrator.programs(sections);
            return AS_EXPECTED;
        }
        Optional<Class<?>> program = program(name);
        if (program.isPresent()) {
            if (hasOptions) {
                throw new BadUsage(name + " takes no options: they are for sections");
            }
            return runToEnd(program.get());
        }
        if (!name.equals("all")) {
            List<String> options = new ArrayList<>(List.of(args));
            options.remove(name);
            Sections.runMain(section(name), options.toArray(String[]::new)); // and exits
        }
        if (line.hasOption("svg")) {
            throw new BadUsage("--svg is the picture of one section: name one instead of all");
        }
        List<Observation> played = play(sections, line);
        narrator.table(played);
        return status(played);
    }

    private int play(Section section, String[] options) {
        CommandLine line = parse(options);
        if (!line.getArgList().isEmpty()) {
            throw new BadUsage(
                    "'" + line.getArgList().get(0) + "' is one too many: this plays " + section);
        }
        return status(play(List.of(section), line));
    }

    private List<Observation> play(List<Section> chosen, CommandLine line) {
        Duration tick = tick(only(line, "tick").orElse("1s"));
        Adopter adopter = adopter(only(line, "init").orElse("host"));
        Optional<String> image = only(line, "image");
        if (image.isPresent() && !adopter.isContainer()) {
            throw new BadUsage("--image needs a container: --init docker or --init docker-init");
        }
        image.ifPresent(name -> System.setProperty(Container.IMAGE, name));
        Launch.check(adopter);
        ProcessTable.ofThisMachine(); // or fail
        Optional<Path> picture = only(line, "svg").map(Play::picture);
        List<Observation> played = new ArrayList<>();
        for (Section section : chosen) {
            narrator.announce(section, adopter, tick);
            Observation seen = Director.play(section, adopter, tick, narrator);
            narrator.conclude(seen);
            picture.ifPresent(file -> write(TimelineSvg.of(seen), file));
            played.add(seen);
        }
        return played;
    }

    private static int status(List<Observation> played) {
        return played.stream().allMatch(Observation::asExpected) ? AS_EXPECTED : NOT_AS_EXPECTED;
    }

    private Section section(String name) {
        return sections.stream()
                .filter(s -> List.of(s.number(), s.folder(), s.shortName()).contains(name))
                .findFirst()
                .orElseThrow(() -> new BadUsage("no section '" + name + "': there are " + known()));
    }

    private Optional<Class<?>> program(String name) {
        return sections.stream()
                .flatMap(section -> section.programs().stream())
                .filter(program -> program.name().equals(name))
                .<Class<?>>map(Section.Program::main)
                .findFirst();
    }

    private String known() {
        return sections.stream()
                .map(section -> section.number() + " (" + section.shortName() + ")")
                .collect(Collectors.joining(", ", "", " and all"));
    }

    private static CommandLine parse(String[] args) {
        Options options = new Options();
        VALUES.keySet().forEach(name -> options.addOption(null, name, true, null));
        options.addOption("h", "help", false, null).addOption(null, "version", false, null);
        try {
            return new DefaultParser(false).parse(options, args);
        } catch (UnrecognizedOptionException e) {
            String known = ": there are --tick, --init, --image, --svg, --help, --version";
            throw new BadUsage("no option " + e.getOption() + known);
        } catch (MissingArgumentException e) {
            String name = e.getOption().getLongOpt();
            throw new BadUsage("--" + name + " needs a value: " + VALUES.get(name));
        } catch (ParseException e) {
            throw new BadUsage(e.getMessage());
        }
    }

    /** The value of an option, if it is given. */
    private static Optional<String> only(CommandLine line, String option) {
        String[] values = line.getOptionValues(option);
        if (values != null && values.length > 1) {
            throw new BadUsage(
                    "--" + option + " is given " + values.length + " times: once is enough");
        }
        return Optional.ofNullable(line.getOptionValue(option));
    }

    private static Duration tick(String value) {
        try {
            return Duration.ofMillis(Tick.millis(value));
        } catch (IllegalArgumentException e) {
            throw new BadUsage("--tick " + e.getMessage());
        }
    }

    private static Adopter adopter(String value) {
        String oneOf = "--init '" + value + "' is not one of " + Arrays.asList(Adopter.values());
        return Adopter.named(value).orElseThrow(() -> new BadUsage(oneOf));
    }

    /** The file to draw to. It is made now: we complain before the play, and not after it. */
    private static Path picture(String value) {
        Path from = Path.of(System.getProperty("defunct.from", ""));
        Path picture = from.resolve(value).toAbsolutePath();
        write("", picture);
        return picture;
    }

    private static void write(String text, Path file) {
        try {
            Files.writeString(file, text);
        } catch (NoSuchFileException e) {
            throw new BadUsage("--svg '" + file + "': there is no folder " + file.getParent());
        } catch (AccessDeniedException e) {
            throw new BadUsage("--svg '" + file + "': we may not write there");
        } catch (IOException e) {
            String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
            throw new BadUsage("--svg '" + file + "' cannot be written: " + reason);
        }
    }

    /** Runs a small program in a JVM of its own, on our screen; its exit status. */
    private static int runToEnd(Class<?> program) {
        String name = program.getSimpleName();
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new CannotPlay(name + " reads /proc, which only Linux has");
        }
        try {
            return new ProcessBuilder(Spawn.javaCommand(program)).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new CannotPlay(name + " cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while the program runs", e);
        }
    }

    private static String version() {
        String version = Play.class.getPackage().getImplementationVersion(); // of the jar
        return "defunct %s on Java %s, %s %s %s"
                .formatted(
                        version == null ? "(unpackaged)" : version,
                        System.getProperty("java.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("os.arch"));
    }

    /** The charset of standard output: JDK 18 and later say, 17 uses the locale's. */
    public static Charset screenCharset() {
        return Charset.forName(
                System.getProperty("stdout.encoding", System.getProperty("sun.jnu.encoding")));
    }
}
