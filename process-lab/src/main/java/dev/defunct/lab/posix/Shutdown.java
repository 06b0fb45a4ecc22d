package dev.defunct.lab.posix;

/** What this JVM does when it shuts down: after a signal, or when System.exit is called. */
public final class Shutdown {

    private Shutdown() {}

    /**
     * Adds a shutdown hook, and returns its thread. Does not return if a signal has made the JVM
     * shut down before: Runtime.addShutdownHook would then fail with an IllegalStateException.
     */
    public static Thread hook(Runnable action) {
        Thread hook = new Thread(action, "shutdown hook");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            System.exit(0); // waits until the JVM has exited, with the status of the signal
        }
        return hook;
    }
}
