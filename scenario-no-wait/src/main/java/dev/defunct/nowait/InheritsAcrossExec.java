package dev.defunct.nowait;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The mistake: an entry-point script that starts a program in the background, and then starts the
 * service with {@code exec}. exec replaces the shell's program, and keeps its pid and its children
 * (execve(2)). So the service is the parent of a child that the service never started and does not
 * wait for. An init does not help: the child has a living parent. Without {@code exec} the shell
 * stays, and reaps the child.
 */
public final class InheritsAcrossExec {

    static final String ENTRY_POINT = "sleep 0.1 & exec \"$0\" \"$@\" $!";

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 0) {
            List<String> command = new ArrayList<>(List.of("sh", "-c", ENTRY_POINT));
            command.addAll(Spawn.javaCommand(InheritsAcrossExec.class));
            new ProcessBuilder(command).inheritIO().start().waitFor();
        } else {
            serve(Long.parseLong(args[0]));
        }
    }

    /**
     * The service, which does not start any process. The argument is the pid of the background
     * process.
     */
    private static void serve(long background) throws IOException {
        boolean isOurs =
                ProcessHandle.current().children().anyMatch(child -> child.pid() == background);
        ProcessHandle.of(background).ifPresent(child -> child.onExit().join());

        System.out.println("a child of this JVM: " + isOurs);
        System.out.println("a zombie: " + LooksAtTheState.isZombie(background));
        Posix.get().waitpid((int) background, new int[1], 0); // reaps it, if it is our child
    }
}
