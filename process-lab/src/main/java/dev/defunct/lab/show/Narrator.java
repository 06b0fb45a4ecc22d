package dev.defunct.lab.show;

import dev.defunct.lab.director.Director;
import dev.defunct.lab.director.PlayedProcess;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.role.Role;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Event;
import dev.defunct.lab.section.Event.Kind;
import dev.defunct.lab.section.Observation;
import dev.defunct.lab.section.Section;
import dev.defunct.lab.section.Section.Claim;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Prints what happens in a play while it happens, and then whether that was as expected. */
public final class Narrator implements Director.Audience {

    /** The reader of the output has closed the pipe. */
    public static final class OutputClosed extends RuntimeException {}

    private static final Set<Kind> NOT_SHOWN = Set.of(Kind.ENDED, Kind.RELEASED);
    private static final String RED = "1;31";
    private static final String GREEN = "32";
    private static final String BOLD = "1";

    private static final String NEVER_REAPS =
            "%s did not reap the app within 10 s: on this machine an orphan that exits stays a"
                    + " zombie, as under --init careless";

    private final PrintStream out;
    private final Charset charset;
    private final boolean colour;

    /**
     * @param charset of the output
     * @param colour whether to print zombies and verdicts in colour
     */
    public Narrator(PrintStream out, Charset charset, boolean colour) {
        this.out = out;
        this.charset = charset;
        this.colour = colour;
    }

    /** Prints the heading of a play. */
    public void announce(Section section, Adopter adopter, Duration tick) {
        String parent = section.parent().getName();
        print("\n" + section.number() + "  " + section.title());
        print("     test.py is " + parent + ", app.py is " + section.app().getName());
        String init = adopter.description();
        print("     one tick is " + tick.toMillis() + " ms; the adopter is " + init);
        print("");
    }

    @Override
    public void happened(Event event) {
        Role role = event.role();
        if (event.kind() == Kind.PRINTED && role.isSilent()) { // a program without a harness
            print(String.format("%6s  %-12s %7s  | %s", "", "", "", event.text()));
            return;
        }
        boolean otherIsGone = event.kind() == Kind.GONE && role != Role.APP;
        if (otherIsGone || role == Role.LAUNCHER || NOT_SHOWN.contains(event.kind())) {
            return;
        }
        double seconds = event.at().toMillis() / 1000.0;
        print(String.format("%6.2f  %-12s %7d  %s", seconds, role, event.pid(), words(event)));
    }

    /** What happened to a process, as in "has exited". */
    public static String words(Event event) {
        return switch (event.kind()) {
            case STARTED -> "is started by " + event.text();
            case PRINTED -> "| " + event.text();
            case ADOPTED -> "is re-parented " + event.text();
            case GONE -> "has left the process table: " + event.text();
            default -> "has exited";
        };
    }

    @Override
    public void changed(List<PlayedProcess> processes) {
        List<PlayedProcess> present = new ArrayList<>(processes);
        present.removeIf(p -> p.role() == Role.LAUNCHER || p.lastLook().isEmpty());
        if (present.size() < 2) {
            return;
        }
        print("        " + ProcessEntry.HEADER);
        for (PlayedProcess process : present) {
            ProcessEntry entry = process.lastLook().get();
            long inside = process.pidInside();
            String name = inside == entry.pid() ? "" : ", PID " + inside + " inside";
            String line = String.format("        %-40s %s%s", entry.line(), process.role(), name);
            print(entry.isZombie() ? mark(RED, line + ", a zombie") : line);
        }
    }

    @Override
    public void interrupted() {
        print("\ninterrupted, and no process is left");
    }

    /** Prints the timeline, the claims and the outcome of a play. */
    public void conclude(Observation seen) {
        Section section = seen.section();
        Adopter column = seen.column();
        print("\n" + TimelineText.of(seen.timeline(), charset));
        print(whatWasSeen(seen) + "\n");
        int longest =
                section.claims().stream().mapToInt(c -> c.sentence().length()).max().orElse(0);
        String row = "%-" + (longest + 5) + "s %-8s %s";
        print(String.format(row, "claim", "expected", "seen"));
        for (Claim claim : section.claims()) {
            boolean expected = claim.expected(column);
            boolean holds = claim.holds(seen);
            String sentence = claim.number() + "  " + claim.sentence();
            String line = String.format(row, sentence, yes(expected), yes(holds));
            print(expected == holds ? line : mark(RED, line));
        }
        print("outcome expected: " + section.expected(column));
        print("outcome seen:     " + outcome(seen));
        seen.trouble().ifPresent(trouble -> print(mark(RED, trouble)));
        seen.neverReaped().ifPresent(adopter -> print(mark(RED, NEVER_REAPS.formatted(adopter))));
        print(verdict(seen));
    }

    /** Prints the column of the truth table that was just played. */
    public void table(List<Observation> all) {
        print("\nunder --init " + all.get(0).adopter() + ", as just observed");
        for (Observation seen : all) {
            String outcome = outcome(seen);
            String expected = seen.section().expected(seen.column()).name();
            String line = String.format("%-22s %-26s %s", seen.section(), outcome, verdict(seen));
            print(line + (outcome.equals(expected) ? "" : " (expected " + expected + ")"));
        }
    }

    /** Prints a line for each section, and for the other commands. */
    public void menu(List<Section> sections) {
        print("Zombie processes, section by section. Play one:\n");
        sections.forEach(section -> command(section.number(), section.title()));
        command("all", "all six, and then the truth table as observed");
        print("\nOther commands:\n");
        command("programs", "lists small programs: mistakes on the JVM, and remedies");
        command("exercise", "eleven exercises, to try it yourself");
        command("quiz", "asks you to predict ten plays, and then plays them");
        command("doctor", "checks whether this machine has what the exercises need");
        command("storm", "measures what each strategy costs, with many children");
        command("horde", "measures what thousands of zombies cost");
        command("as-init COMMAND", "runs COMMAND under an init in Java, made from 2.3");
        command("--help", "lists all options");
    }

    /** Prints a line for each small program. */
    public void programs(List<Section> sections) {
        for (Section section : sections) {
            print(section.number() + "  " + section.title() + "\n");
            section.programs().forEach(program -> command(program.name(), program.shows()));
            print("");
        }
    }

    private void command(String words, String shows) {
        print("  " + mark(BOLD, String.format("./play %-22s", words)) + " " + shows);
    }

    private String verdict(Observation seen) {
        return seen.asExpected() ? mark(GREEN, "as expected") : mark(RED, "NOT as expected");
    }

    /** What became of the app, in a sentence. */
    private static String whatWasSeen(Observation seen) {
        if (seen.outcome().isEmpty()) {
            return "The play broke off before it was clear what became of the app.";
        }
        String gone = seen.timeline().first(Kind.GONE.of(Role.APP)).map(Event::text).orElse("");
        String time =
                seen.zombieFor()
                        .map(t -> String.format("for %.2f s", t.toMillis() / 1000.0))
                        .orElse("to the end of the play");
        String wasZombie = "The app was a zombie " + time + ", ";
        return switch (seen.outcome().get()) {
            case NO_ZOMBIE -> "The app exited and left no zombie: " + gone + ".";
            case ZOMBIE_UNTIL_PARENT_EXITS -> wasZombie + "until its parent exited.";
            case ZOMBIE_UNTIL_INIT_EXITS -> wasZombie + "because its adopter did not wait for it.";
            case KILLED_WITH_NAMESPACE ->
                    "PID 1 of the namespace exited, and the kernel killed the running app.";
        };
    }

    private static String outcome(Observation seen) {
        return seen.outcome().map(Enum::name).orElse("none");
    }

    private static String yes(boolean holds) {
        return holds ? "yes" : "no";
    }

    private String mark(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    private void print(String line) {
        out.println(line);
        if (out.checkError()) {
            throw new OutputClosed();
        }
    }
}
