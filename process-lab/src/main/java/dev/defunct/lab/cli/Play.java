package dev.defunct.lab.cli;

import static dev.defunct.lab.cli.Command.AS_EXPECTED;
import static dev.defunct.lab.cli.Command.NOT_AS_EXPECTED;
import static dev.defunct.lab.cli.Command.option;

import dev.defunct.lab.cli.Command.BadUsage;
import dev.defunct.lab.director.Container;
import dev.defunct.lab.director.Director;
import dev.defunct.lab.director.Guard;
import dev.defunct.lab.director.Launch;
import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.role.Tick;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;
import dev.defunct.lab.show.Narrator;
import dev.defunct.lab.show.TimelineSvg;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import jnr.constants.platform.Signal;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** The main class of {@code ./play}: reads the command line, and plays. */
public final class Play {

    private static final String HELP =
            """
            ./play                      lists the sections in order, and the other commands
            ./play SECTION [OPTION]...  plays one section: SECTION is 1.3, scenario-no-wait or no-wait
            ./play all [OPTION]...      plays all six, then shows the truth table as observed
            ./play programs             lists the small programs: mistakes on the JVM, and remedies
            ./play PROGRAM              runs one of them, and exits with its exit status
            ./play as-init COMMAND ...  runs COMMAND under an init in Java, which reaps orphans,
                                        forwards TERM, INT, HUP, USR1 ..., and exits with
                                        COMMAND's exit status (127: not found, 126: not
                                        executable, 128 + n: killed by signal n)
            ./play exercise [N] ...     eleven exercises: see ./play exercise --help
            ./play quiz [--seed N]      asks you to predict ten plays, and then plays them
            ./play doctor               checks whether this machine has what the exercises need
            ./play storm [OPTION]...    measures what each strategy costs, with many children
            ./play horde [OPTION]...    measures what thousands of zombies cost, and reaps them

              --tick DURATION  one step of the app, from 1ms to 60s: 200ms, 1s, 5s
                               (default 1s; the article's pace is 5s)
              --init ADOPTER   which process adopts orphans (default host):
                                 host         PID 1 of this machine, or the nearest subreaper
                                 reaping      a child subreaper of our own, which reaps
                                 careless     a child subreaper of our own, which never reaps
                                 self         the parent, as PID 1 of a PID namespace: a container
                                 tini         tini, as PID 1 of a PID namespace: docker run --init
                                 docker       the parent, as PID 1 of a real container
                                 docker-init  the engine's own init, as PID 1 of a real container
                               (Docker if its daemon answers, otherwise Podman;
                               DEFUNCT_ENGINE=docker or =podman selects one)
              --image IMAGE    the container uses the Java of this image (default: this
                               machine's own files, read-only; no image is ever downloaded)
              --svg FILE       also writes the timeline to FILE, as a picture (SVG)
              --help           prints this text
              --version        prints the version, and what it runs on

            """
                    + Command.EXIT_STATUS;

    private static final String NO_SECTION =
            "no section '%s': there are %s; ./play --help lists all commands";

    private static final List<Option> OPTIONS =
            List.of(
                    option("tick", Tick.FORM),
                    option("init", "one of " + Arrays.asList(Adopter.values())),
                    option("image", "an image that has Java, 17 or newer"),
                    option("svg", "the file to write"),
                    option("version"));

    private final List<Section> sections = Sections.all();
    private final PrintStream out;
    private final Narrator narrator;

    private Play(PrintStream out) {
        this.out = out;
        this.narrator =
                new Narrator(out, Command.screenCharset(), Boolean.getBoolean("defunct.colour"));
    }

    public static void main(String[] args) {
        Command.main("./play", out -> new Play(out).obey(args));
    }

    /** Plays one section with the options of ./play: each section's Main calls this method. */
    public static void main(Section section, String[] options) {
        Command.main("./play", out -> new Play(out).play(section, options));
    }

    private int obey(String[] args) {
        CommandLine line = Command.parse(args, OPTIONS);
        List<String> names = line.getArgList();
        if (line.hasOption("help")) {
            out.print(HELP);
        } else if (line.hasOption("version")) {
            out.println(version());
        } else if (names.size() > 1) {
            throw new BadUsage("'" + names.get(1) + "' is one too many: name one section, or all");
        } else if (names.contains("programs")) {
            narrator.programs(sections);
        } else if (names.contains("all")) {
            return playAll(line);
        } else if (names.size() == 1) {
            return obey(names.get(0), line.getOptions().length > 0, args);
        } else if (line.getOptions().length > 0) {
            throw new BadUsage("name a section: there are " + known());
        } else {
            narrator.menu(sections);
        }
        return AS_EXPECTED;
    }

    /** Runs a small program, or the Main of a section. */
    private int obey(String name, boolean hasOptions, String[] args) {
        Optional<Class<?>> program = program(name);
        if (program.isPresent() && hasOptions) {
            throw new BadUsage(name + " takes no options: options are for sections");
        } else if (program.isPresent()) {
            return runToEnd(program.get());
        }
        List<String> options = new ArrayList<>(List.of(args));
        options.remove(name);
        Sections.runMain(section(name), options.toArray(String[]::new));
        return AS_EXPECTED; // not reached: Main exits
    }

    private int playAll(CommandLine line) {
        if (line.hasOption("svg")) {
            throw new BadUsage("--svg draws one section: name one instead of all");
        }
        List<Observation> played = play(sections, line);
        narrator.table(played);
        return status(played);
    }

    private int play(Section section, String[] options) {
        CommandLine line = Command.parse(options, OPTIONS);
        List<String> names = line.getArgList();
        if (!names.isEmpty()) {
            throw new BadUsage("'" + names.get(0) + "' is one too many: this plays " + section);
        }
        return status(play(List.of(section), line));
    }

    private List<Observation> play(List<Section> chosen, CommandLine line) {
        Duration tick = tick(Command.value(line, "tick").orElse("1s"));
        Adopter adopter = adopter(Command.value(line, "init").orElse("host"));
        Optional<String> image = Command.value(line, "image");
        if (image.isPresent() && !adopter.isContainer()) {
            throw new BadUsage(
                    "--image needs a container: add --init docker or --init docker-init");
        }
        image.ifPresent(name -> System.setProperty(Container.IMAGE, name));
        Launch.check(adopter);
        ProcessTable.ofThisMachine(); // or fail
        Optional<Path> picture = Command.picture(line);
        List<Observation> played = new ArrayList<>();
        for (Section section : chosen) {
            narrator.announce(section, adopter, tick);
            Observation seen = Director.play(section, adopter, tick, narrator);
            narrator.conclude(seen);
            picture.ifPresent(file -> Command.write(TimelineSvg.of(seen), file));
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
                .orElseThrow(() -> new BadUsage(NO_SECTION.formatted(name, known())));
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

    /**
     * Runs a small program in a JVM that inherits our input and output, and returns its exit
     * status. Kills all processes that the program leaves.
     */
    private static int runToEnd(Class<?> program) {
        String name = program.getSimpleName();
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new CannotPlay(name + " reads /proc, which only Linux has");
        }
        try (Guard guard = new Guard(Signal.SIGKILL)) {
            return guard.builder(Spawn.javaCommand(program)).inheritIO().start().waitFor();
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
}
