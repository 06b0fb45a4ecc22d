package dev.defunct.docs;

import dev.defunct.lab.testing.CommandResult;

/** A session in which the commands of diagnose.md run, one block after the other. */
final class Diagnosis {

    private final Shell shell;
    private final long zombie;
    private final String[] by;
    private String variables; // the assignments so far, a line each

    /**
     * @param zombie the pid of the zombie, as the shell sees it
     * @param by the beginning of a command line that runs the shell elsewhere; or nothing
     */
    Diagnosis(Shell shell, long zombie, String... by) {
        this.shell = shell;
        this.zombie = zombie;
        this.by = by;
        this.variables = "zombie=" + zombie + "\n";
    }

    /** Runs commands. They can use $zombie, and the variables that earlier commands have set. */
    CommandResult run(String commands) {
        String lines = commands.replace("zombie=PID", "zombie=" + zombie);
        CommandResult result = shell.run(variables + lines, by);
        lines.lines().filter(line -> line.matches("[a-z]+=.*")).forEach(l -> variables += l + "\n");
        return result;
    }
}
