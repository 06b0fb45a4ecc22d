package dev.defunct.benchmark;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.ps.ProcFiles;
import dev.defunct.lab.ps.ProcessTable;

/** What a measurement was made on. */
final class Machine {

    private Machine() {}

    /**
     * Checks that the benchmark can run here.
     *
     * @throws CannotPlay unless this is Linux, with the /proc of this PID namespace
     */
    static void check() {
        ProcessTable.ofThisMachine(); // or cannot
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new CannotPlay("this reads /proc, which only Linux has");
        }
    }

    /** Processor, kernel and JDK, in one line. */
    static String describe() {
        String processor = ProcFiles.field("/proc/cpuinfo", "model name");
        return String.format(
                "%d x %s, Linux %s, %s %s",
                Runtime.getRuntime().availableProcessors(),
                processor.isEmpty() ? System.getProperty("os.arch") : processor,
                System.getProperty("os.version"),
                System.getProperty("java.vm.vendor"),
                System.getProperty("java.runtime.version"));
    }
}
