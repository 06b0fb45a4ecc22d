package dev.defunct.lab.posix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.defunct.lab.testing.Jvm;
import java.io.File;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName(
        "Posix: if the native library of jnr-posix cannot be loaded, the message "
                + "contains the reason and the remedy")
class PosixTest {

    /** Prints that the library is loaded, or why it is not. */
    static final class Loads {
        public static void main(String[] args) {
            try {
                Posix.get();
                System.out.println("loaded");
            } catch (CannotPlay e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    @DisplayName(
            "if native access is denied (JDK 24 and later), the message contains the "
                    + "option of java that allows it")
    void nativeAccessDenied() throws IOException {
        String deny = Jvm.sinceJdk(24, "-Xshare:auto", "--illegal-native-access=deny");
        assertThat(load(new File("."), deny))
                .matches(
                        Jvm.sinceJdk(
                                24,
                                "loaded",
                                "the native library of jnr-posix cannot be loaded: .*Illegal native"
                                        + " access .*: start java with"
                                        + " --enable-native-access=ALL-UNNAMED"))
                .doesNotContain("tmpdir");
    }

    @Nested
    @DisplayName("control, where the same check must give the opposite result:")
    class Control {

        @Test
        @DisplayName(
                "control: if no folder can be written, the message contains the property that "
                        + "selects another folder, and not that option")
        void noTemporaryFolder() throws IOException {
            File readOnly = new File("/proc"); // jffi also tries the working directory
            String allow = "--enable-native-access=ALL-UNNAMED";
            assertThat(load(readOnly, allow, "-Djava.io.tmpdir=/proc"))
                    .startsWith("the native library of jnr-posix cannot be loaded: ")
                    .contains("Unable to write jffi binary stub to `/proc`", "java.io.tmpdir")
                    .doesNotContain("native-access");
        }
    }

    private static String load(File workingDirectory, String... options) throws IOException {
        List<String> command = Spawn.javaCommand(Loads.class);
        command.remove("--enable-native-access=ALL-UNNAMED");
        command.addAll(1, List.of(options));
        Process java = new ProcessBuilder(command).directory(workingDirectory).start();
        return new String(java.getInputStream().readAllBytes()).trim();
    }
}
