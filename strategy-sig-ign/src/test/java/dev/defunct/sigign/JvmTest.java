package dev.defunct.sigign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Jvm;
import dev.defunct.lab.testing.Needs;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("2.2 SIGCHLD ignored, and what the JVM makes of it")
class JvmTest {

    @Test
    @DisplayName(
            "the JDK undoes SIG_IGN: at ProcessBuilder.start(), from JDK 21 on at System.getenv() already")
    void undone() {
        assertThat(Jvm.run(IgnoresTooSoon.class))
                .containsExactly(
                        "at first, SIGCHLD: default",
                        "after SIG_IGN, SIGCHLD: ignored",
                        "after System.getenv(), SIGCHLD: " + Jvm.sinceJdk(21, "ignored", "default"),
                        "after ProcessBuilder.start(), SIGCHLD: default",
                        "a child that has exited is a zombie: true");
    }

    @Test
    @DisplayName("one line before it, Class.forName(\"java.lang.ProcessImpl\"), prevents that")
    void prevented() {
        assertThat(Jvm.run(IgnoresInTime.class))
                .containsExactly(
                        "at first, SIGCHLD: default",
                        "after SIG_IGN, SIGCHLD: ignored",
                        "after System.getenv(), SIGCHLD: ignored",
                        "after ProcessBuilder.start(), SIGCHLD: ignored",
                        "a child that has exited is a zombie: false");
    }

    @Test
    @DisplayName("D1, the price: waitFor() says 0 for exit 7, and 0 for a child killed by SIGKILL")
    void losesExitCodes() {
        assertThat(Jvm.run(LosesExitCodes.class))
                .containsExactly(
                        "after exit 7, waitFor() says 0", "after SIGKILL, waitFor() says 0");
    }

    @Test
    @DisplayName("D1, control: with SIGCHLD as it is by default it says 7, and 128 + 9")
    void keepsExitCodes() {
        assertThat(Jvm.run(KeepsExitCodes.class))
                .containsExactly(
                        "after exit 7, waitFor() says 7", "after SIGKILL, waitFor() says 137");
    }

    @Test
    @DisplayName(
            "what we start inherits it: python3 says that a child of its own exited with 0, not 3")
    void handsItDown() {
        Needs.all(Needs.program("python3"));
        assertThat(Jvm.run(HandsItDown.class)).containsExactly("python3: it exited with 0");
    }

    @Test
    @DisplayName("control: by way of env --default-signal=CHLD the same python3 says 3")
    void takesItBack() {
        Needs.all(Needs.program("python3"), Needs.envWithDefaultSignal());
        assertThat(Jvm.run(TakesItBack.class)).containsExactly("python3: it exited with 3");
    }

    @Test
    @DisplayName("it is not retroactive: a zombie stays a zombie, and can still be waited for")
    void tooLate() {
        assertThat(Jvm.run(IgnoresTooLate.class))
                .containsExactly(
                        "before SIG_IGN, a zombie: true",
                        "after SIG_IGN, a zombie: true",
                        "waitpid: exited with code 7",
                        "after waitpid, a zombie: false");
    }
}
