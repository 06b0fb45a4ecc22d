package dev.defunct.benchmark;

import static dev.defunct.benchmark.Spread.cell;

/**
 * What a horde of one size costs.
 *
 * @param zombies how many
 * @param slab KB of kernel memory for each; NaN for none
 * @param spawn milliseconds to start one of the last
 * @param ps milliseconds that {@code ps -ef} takes
 * @param table milliseconds that our own process table takes
 * @param handles milliseconds that ProcessHandle.allProcesses() takes
 * @param reapAny microseconds to reap one by waitpid(-1); NaN for none
 * @param reapEach microseconds to reap one by its pid; NaN for none
 */
record Step(
        int zombies,
        double slab,
        double spawn,
        double ps,
        double table,
        double handles,
        double reapAny,
        double reapEach) {

    static final String HEADER =
            """
                     memory    spawn  ps -ef  ProcessTable  ProcessHandle    reaping, us each
            zombies  KB each  ms each      ms            ms             ms  waitpid(-1)  by pid
            """;

    @Override
    public String toString() {
        return String.format("%,7d ", zombies)
                + cell("%8.1f ", slab)
                + cell("%8.2f ", spawn)
                + cell("%7.1f ", ps)
                + cell("%13.1f ", table)
                + cell("%14.1f ", handles)
                + cell("%12.1f ", reapAny)
                + cell("%7.1f", reapEach);
    }
}
