package dev.defunct.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.director.ChildProcess;
import dev.defunct.lab.posix.Posix;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.testing.Needs;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Pidfds: waiting for the exit of a process without reaping it")
class PidfdsIT {

    @Test
    @DisplayName(
            "the exit of a process is reported, and only once; control: while the process runs, no exit is reported")
    void reportsAnExit() {
        Needs.all(Needs.linux());
        Pidfds pidfds = new Pidfds();
        try (ChildProcess cat = ChildProcess.start(List.of("cat"))) {
            assertThat(pidfds.add(cat.pid())).isTrue();
            assertThat(pidfds.awaitExits(0))
                    .as("the exits that are reported while cat runs")
                    .isEmpty();

            cat.close();

            List<Integer> exited = pidfds.awaitExits(60_000);
            assertThat(exited).as("the exits that are reported after cat has exited").hasSize(1);
            assertThat(pidfds.size()).isZero();
            exited.forEach(Posix.get()::close);
            assertThat(cat.exitCode()).isZero();
        }
    }

    @Test
    @DisplayName(
            "a child whose exit was reported stays a zombie until waitpid, and after that its pid has no pidfd")
    void doesNotReap() {
        Needs.all(Needs.linux());
        Pidfds pidfds = new Pidfds();
        int child = Spawn.command("true");
        assertThat(pidfds.add(child)).isTrue();
        pidfds.awaitExits(60_000).forEach(Posix.get()::close);

        assertThat(Posix.get().waitpid(child, new int[1], 0)).isEqualTo(child);

        assertThat(pidfds.add(child)).isFalse();
    }
}
