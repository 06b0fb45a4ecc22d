package dev.defunct.sigchldhandler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@DisplayName("2.3 What happens in a JVM that handles SIGCHLD")
@Order(2)
class JvmTest {

    @Test
    @DisplayName(
            "the JDK removes the handler at the first ProcessBuilder.start(), and since JDK 21 also at the first System.getenv()")
    void undone() {
        assertThat(Jvm.run(InstallsTooSoon.class))
                .containsExactly(
                        "at first, SIGCHLD: default",
                        "after Signal.handle, SIGCHLD: handled",
                        "after System.getenv(), SIGCHLD: " + Jvm.sinceJdk(21, "handled", "default"),
                        "after ProcessBuilder.start(), SIGCHLD: default");
    }

    @Test
    @DisplayName(
            "control: the JDK does not remove the handler if Class.forName(\"java.lang.ProcessImpl\") was called before")
    void prevented() {
        assertThat(Jvm.run(InstallsInTime.class))
                .containsExactly(
                        "at first, SIGCHLD: default",
                        "after Signal.handle, SIGCHLD: handled",
                        "after System.getenv(), SIGCHLD: handled",
                        "after ProcessBuilder.start(), SIGCHLD: handled");
    }

    @Test
    @DisplayName(
            "a handler with waitpid(-1) steals statuses: waitFor() returns 0 for a child that exited with 7")
    void steals() {
        assertThat(Jvm.run(StealsStatuses.class))
                .singleElement()
                .asString()
                .matches("statuses stolen: [1-9]\\d*");
    }

    @Test
    @DisplayName(
            "control: a handler that waits only for the program's own children reaps them all, and steals nothing")
    void waitsForItsOwn() {
        assertThat(Jvm.run(WaitsForItsOwn.class))
                .containsExactly("statuses stolen: 0", "our own are all reaped");
    }

    @Test
    @DisplayName(
            "a handler that forgets a pid after ECHILD does not steal the status of a later child with that pid")
    void forgetsThePid() {
        Needs.all(Needs.nextPid());
        assertThat(Jvm.run(Jvm.asPid1(), ReusesAPid.class, "forgets"))
                .containsExactly("exited with code 7");
    }

    @Test
    @DisplayName(
            "control: a handler that keeps a pid after ECHILD steals the status of a later child with that pid")
    void keepsThePid() {
        Needs.all(Needs.nextPid());
        assertThat(Jvm.run(Jvm.asPid1(), ReusesAPid.class, "keeps")).containsExactly("ECHILD");
    }

    @Test
    @DisplayName(
            "a handler that POSIX.signal of jnr-posix has installed works until the first garbage collection")
    void diesAfterGc() {
        assertThat(Jvm.run(DiesAfterGc.class))
                .containsExactly("main handles", "after gc", "raise: callable is null");
    }

    @Test
    @DisplayName(
            "control: a handler of sun.misc.Signal works after a garbage collection, too, on a thread of its own")
    void survivesGc() {
        assertThat(Jvm.run(SurvivesGc.class))
                .containsExactly("SIGCHLD handler handles", "after gc", "SIGCHLD handler handles");
    }

    @Test
    @DisplayName(
            "if a handler runs twice at the same time, one run overwrites the status that the other keeps in a field")
    void sharesItsStatus() {
        List<String> words = Jvm.run(SharesItsStatus.class);
        assertThat(words).contains(firstChild(words) + " exited with code 2");
    }

    @Test
    @DisplayName(
            "control: one run of a handler does not overwrite a status that the other keeps in a local variable")
    void keepsItsStatus() {
        List<String> words = Jvm.run(KeepsItsStatus.class);
        assertThat(words).contains(firstChild(words) + " exited with code 1");
    }

    @Test
    @DisplayName(
            "a child that is stopped or continued causes SIGCHLD as well: only waitpid shows whether it exited")
    void takesStopForExit() {
        assertThat(Jvm.run(TakesStopForExit.class))
                .containsExactly(
                        "SIGSTOP, then SIGCHLD: has it exited? waitpid no",
                        "SIGCONT, then SIGCHLD: has it exited? waitpid no",
                        "SIGKILL, then SIGCHLD: has it exited? waitpid yes");
    }

    @Test
    @DisplayName(
            "on SIGTERM, a JVM runs its shutdown hooks and exits with code 143; with -Xrs, the signal kills it")
    void endsOnSigterm() {
        assertThat(Jvm.run(EndsOnSigterm.class))
                .containsExactly(
                        "the shutdown hook runs",
                        "java exited with code 143",
                        "java -Xrs was killed by SIGTERM (15)");
    }

    private static String firstChild(List<String> words) {
        return words.stream()
                .filter(line -> line.startsWith("exit 1: "))
                .findFirst()
                .orElseThrow()
                .substring("exit 1: ".length());
    }
}
