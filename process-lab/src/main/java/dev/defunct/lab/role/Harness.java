package dev.defunct.lab.role;

import dev.defunct.lab.posix.CannotPlay;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Shutdown;
import dev.defunct.lab.posix.Spawn;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Connects a program to the director of a play. The program itself is a plain main.
 *
 * <ul>
 *   <li>Standard input is the lifeline. Only the director holds the other end, and a process whose
 *       lifeline ends exits at once.
 *   <li>Each line that the program prints becomes a message with its role and pid.
 *   <li>When main has returned, or System.exit was called, the process waits until the director
 *       sends SIGTERM. So the director decides the order of exits, even on a busy machine.
 *   <li>The program starts with SIGCHLD unblocked and at its default disposition, even if the JVM
 *       inherited something else.
 * </ul>
 */
public final class Harness {

    private final Role role;
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final FileChannel lifeline = new FileInputStream(FileDescriptor.in).getChannel();
    private final CountDownLatch mayExit = new CountDownLatch(1);

    private Harness(Role role) {
        this.role = role;
    }

    /** Takes the role ("child" if Spawn starts the process), the main class, and its arguments. */
    public static void main(String[] args) {
        Class<?> program = mainClass(rest(args));
        Role role = args[0].equals("child") ? roleOfChild(program) : Role.named(args[0]);
        String child = role == Role.INIT ? "parent" : "child"; // an init starts the parent
        System.setProperty(Spawn.HARNESS, Harness.class.getName() + " " + child);
        new Harness(role).run(program, rest(rest(args)));
    }

    private static Role roleOfChild(Class<?> main) {
        return main == App.class ? Role.APP : Role.INTERMEDIATE;
    }

    /** The class that the first argument names. */
    static Class<?> mainClass(String[] args) {
        try {
            return Class.forName(args[0], false, Harness.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(args[0] + " is not on the class path", e);
        }
    }

    /** All arguments except the first. */
    static String[] rest(String[] args) {
        return Arrays.copyOfRange(args, 1, args.length);
    }

    private void run(Class<?> program, String[] args) {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> fail(e));
        Signal.handle(new Signal("CHLD"), SignalHandler.SIG_DFL);
        SignalHandler exit = term -> mayExit.countDown();
        if (Signal.handle(new Signal("TERM"), exit) == SignalHandler.SIG_IGN) {
            Posix.restoreDefault("TERM"); // an inherited SIG_IGN stays, and no handler is called
            Signal.handle(new Signal("TERM"), exit);
        }
        if (role != Role.APP) { // the app starts no child, and loading jnr-ffi takes time
            Posix.unblockSignals();
        }
        if (role == Role.PARENT) {
            Posix.get(); // not in the lesson: its first waitpid would be late
        }
        System.setOut(new PrintStream(new Lines(), true, StandardCharsets.UTF_8));
        Spawn.tell(
                (main, pid) -> {
                    Role child = role == Role.INIT ? Role.PARENT : roleOfChild(main);
                    send(new Message(child, pid, Message.Verb.STARTS, ""));
                });
        Shutdown.hook(this::end);
        Thread thread = new Thread(this::holdLifeline, "lifeline");
        thread.setDaemon(true);
        thread.start();

        send(Message.Verb.STARTS, "");
        try {
            Method main = program.getDeclaredMethod("main", String[].class);
            main.setAccessible(true); // the class may be nested in a test
            main.invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            fail(e.getCause());
        } catch (ReflectiveOperationException e) {
            fail(e);
        }
    }

    /** Runs when the program has ended: waits until the director lets this process exit. */
    private void end() {
        send(Message.Verb.ENDS, "");
        try {
            mayExit.await();
            joinSignalHandlers();
            lifeline.close(); // a JVM with a thread in a blocking read takes 0.3 s more to exit
        } catch (InterruptedException | IOException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    /** Waits for handlers that have reaped a child, but have not printed that yet. */
    private static void joinSignalHandlers() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("SIGCHLD handler")) {
                thread.join(10_000);
            }
        }
    }

    private void fail(Throwable e) {
        boolean isForUser = e instanceof CannotPlay || e instanceof Spawn.Failed;
        send(Message.Verb.FAILED, isForUser ? e.getMessage() : e.toString());
        Runtime.getRuntime().halt(1);
    }

    private void holdLifeline() {
        try {
            lifeline.read(ByteBuffer.allocate(1)); // returns at its end: no byte is ever written
        } catch (ClosedChannelException exiting) {
            return;
        } catch (IOException e) {
            // the same as its end
        }
        Runtime.getRuntime().halt(1);
    }

    private void send(Message.Verb verb, String text) {
        send(new Message(role, ProcessHandle.current().pid(), verb, text));
    }

    /** Calls write(2) once per line: a line shorter than PIPE_BUF stays in one piece (pipe(7)). */
    private void send(Message message) {
        try {
            out.write((message + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException noDirector) {
            Runtime.getRuntime().halt(1);
        }
    }

    /** Sends what the program prints, line by line. */
    private final class Lines extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            if (b == '\n') {
                send(Message.Verb.PRINTS, line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(b);
            }
        }
    }
}
