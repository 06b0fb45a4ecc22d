package dev.defunct.lab;

import dev.defunct.lab.Line.Verb;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jnr.posix.POSIX;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * What a member of the cast has in hand: its words to the director, its ticks, and its children.
 *
 * <p>Three things happen behind the lesson, so that it can be about its one system call:
 *
 * <ul>
 *   <li>Standard input is the lifeline. Only the director holds the other end; when it is gone, for
 *       whatever reason, so is this process.
 *   <li>A member that has done its part asks the director before it leaves, and leaves at SIGTERM.
 *       That keeps the order of events the script's, on a busy machine too.
 *   <li>SIGCHLD begins with its default disposition, whatever the launching shell left.
 * </ul>
 */
public final class Cast {

    private final String role;
    private final String tickMillis;
    private final List<String> more;
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final CountDownLatch mayLeave = new CountDownLatch(1);
    private final FileChannel lifeline = new FileInputStream(FileDescriptor.in).getChannel();

    private Cast(String role, String tickMillis, List<String> more) {
        this.role = role;
        this.tickMillis = tickMillis;
        this.more = more;
    }

    /**
     * Begins the part of this process. Called once, first thing in main.
     *
     * @param args what the process was started with: its role, the tick in milliseconds, and what
     *     the role needs besides
     */
    public static Cast enter(String... args) {
        if (args.length < 2) {
            System.err.println("This is a member of the cast: start it with ./play, or run Main.");
            System.exit(2);
        }
        Cast cast = new Cast(args[0], args[1], List.of(args).subList(2, args.length));
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> cast.giveUp(e));
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_DFL);
        SignalHandler leave = term -> cast.mayLeave.countDown();
        if (Signal.handle(new Signal("TERM"), leave) == SignalHandler.SIG_IGN) {
            Native.restoreDefault("TERM"); // a JVM leaves it ignored if it was so from the start
            Signal.handle(new Signal("TERM"), leave);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(cast::leave));
        cast.inBackground("lifeline", cast::holdLifeline);
        cast.tell(Verb.READY, "");
        return cast;
    }

    /**
     * The native calls, with SIGCHLD unblocked for the calling thread.
     *
     * @throws CannotPlay if the native library cannot be loaded
     */
    public POSIX posix() {
        POSIX posix = Native.posix();
        Native.unblockSigchld();
        return posix;
    }

    /** Says something that the audience is to read. */
    public void say(String words) {
        tell(Verb.SAYS, words);
    }

    /** Lets one tick pass. */
    public void tick() {
        try {
            Thread.sleep(Long.parseLong(tickMillis));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the cast", e);
        }
    }

    /** Lives for so many ticks, and says each one: a heartbeat. */
    public void liveForTicks(int ticks) {
        for (int i = 1; i <= ticks; i++) {
            tick();
            say("tick " + i);
        }
    }

    /** Says something once per tick from a second thread, until the process ends. */
    public void beatOnAnotherThread() {
        inBackground(
                "another thread",
                () -> {
                    while (true) {
                        tick();
                        say("another thread goes on");
                    }
                });
    }

    /**
     * Starts the app with posix_spawnp.
     *
     * @return its pid
     * @throws Spawn.Failed if it cannot be started
     */
    public int spawnApp() {
        return spawn("app", App.class);
    }

    /**
     * Starts another member of the cast with posix_spawnp.
     *
     * @return its pid
     * @throws Spawn.Failed if it cannot be started
     */
    public int spawn(String role, Class<?> main) {
        int pid = Spawn.java(main, role, tickMillis);
        tellStarted(role, pid);
        return pid;
    }

    /**
     * Starts the app as most Java programs would, with ProcessBuilder: for comparison.
     *
     * @return what ProcessBuilder gives
     * @throws IOException if it cannot be started
     */
    public Process startAppWithProcessBuilder() throws IOException {
        Process app =
                new ProcessBuilder(Spawn.javaCommand(App.class, "app", tickMillis))
                        .inheritIO()
                        .start();
        tellStarted("app", app.pid());
        return app;
    }

    /** Starts the parent, whose class this init was told, and passes on what follows the class. */
    int spawnParent() {
        List<String> args = new ArrayList<>(List.of("parent", tickMillis));
        args.addAll(more.subList(1, more.size()));
        int pid = Spawn.java(classNamed(more.get(0)), args.toArray(String[]::new));
        tellStarted("parent", pid);
        return pid;
    }

    /** What this member was given besides its role and tick. */
    public List<String> more() {
        return more;
    }

    private void tellStarted(String role, long pid) {
        tell(Verb.STARTED, role + " " + pid);
    }

    /** One write(2) per line: shorter than PIPE_BUF, it is not torn (pipe(7)). */
    private void tell(Verb verb, String text) {
        long pid = ProcessHandle.current().pid();
        byte[] line = (new Line(role, pid, verb, text) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            out.write(line);
        } catch (IOException nobodyListens) {
            Runtime.getRuntime().halt(1);
        }
    }

    private void leave() {
        tell(Verb.LEAVING, "");
        try {
            mayLeave.await();
            lifeline.close(); // a JVM with a thread in a blocking read takes 0.3 s more to exit
        } catch (InterruptedException | IOException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    private void giveUp(Throwable e) {
        tell(
                Verb.CANNOT,
                e instanceof CannotPlay || e instanceof Spawn.Failed
                        ? e.getMessage()
                        : e.toString());
        Runtime.getRuntime().halt(1);
    }

    private void holdLifeline() {
        try {
            lifeline.read(ByteBuffer.allocate(1)); // nobody writes to it: blocks until its end
        } catch (ClosedChannelException leaving) {
            return;
        } catch (IOException e) {
            // as good as its end
        }
        Runtime.getRuntime().halt(1);
    }

    private void inBackground(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static Class<?> classNamed(String name) {
        try {
            return Class.forName(name, false, Cast.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(name + " is not on the class path", e);
        }
    }
}
