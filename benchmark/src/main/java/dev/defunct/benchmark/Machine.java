package dev.defunct.benchmark;

import dev.defunct.lab.posix.ProcFiles;

/** The machine on which a measurement is made. */
final class Machine {

    private Machine() {}

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
