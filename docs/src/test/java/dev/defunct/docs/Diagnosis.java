package dev.defunct.docs;

/** A session in which the commands of diagnose.md run, one block after the other. */
final class Diagnosis {

    private final Shell shell;
    private final long zombie;
    private final String[] by;
    private String variables; // as set so far, a line each

    /**
     * @param zombie its pid, as the shell sees it
     * @param by the beginning of a command that runs the shell elsewhere; or nothing
     */
    Diagnosis(Shell shell, long zombie, String... by) {
        this.shell = shell;
        this.zombie = zombie;
        this.by = by;
        this.variables = "zombie=" + zombie + "\n";
    }

    /**
     * Runs commands as if after all commands before them: the variables of those are set, and
     * $zombie.
     */
    Shell.Result run(String commands) {
        String lines = commands.replace("zombie=PID", "zombie=" + zombie);
        Shell.Result result = shell.run(variables + lines, by);
        lines.lines().filter(line -> line.matches("[a-z]+=.*")).forEach(l -> variables += l + "\n");
        return result;
    }
}
