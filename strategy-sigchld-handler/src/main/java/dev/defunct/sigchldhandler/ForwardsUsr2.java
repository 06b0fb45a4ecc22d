package dev.defunct.sigchldhandler;

import static jnr.constants.platform.WaitFlags.WNOHANG;

import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.posix.WaitStatus;
import java.time.Duration;
import java.util.function.IntConsumer;
import jdk.jfr.Recording;
import sun.misc.Signal;

/**
 * The mistake: forwarding SIGUSR2 to a child. HotSpot suspends its own threads with SIGUSR2
 * (JDK-8288556), for example while JFR samples their stacks. The handler forwards these signals,
 * too, although no other process has sent one, and SIGUSR2 kills the child. {@link
 * LeavesUsr2ToTheJvm} has no such handler.
 */
public final class ForwardsUsr2 {
    public static void main(String[] args) throws Exception {
        sampleWhileAChildRuns(
                child ->
                        Signal.handle(
                                new Signal("USR2"),
                                usr2 -> Posix.get().kill(child, usr2.getNumber())));
    }

    static void sampleWhileAChildRuns(IntConsumer installHandler) {
        int[] status = new int[1];
        try (Recording jfr = new Recording()) {
            jfr.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
            jfr.start();
            int child = Spawn.command("sleep", "3");
            installHandler.accept(child);
            while (Posix.get().waitpid(child, status, WNOHANG.intValue()) == 0) {} // is sampled
        }
        System.out.println("sleep 3 " + WaitStatus.of(status[0]));
    }
}
