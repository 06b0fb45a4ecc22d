package dev.defunct.docs;

import static dev.defunct.docs.PagesTest.ROOT;
import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.cli.Play;
import dev.defunct.lab.cli.Sections;
import dev.defunct.lab.director.Engine;
import dev.defunct.lab.posix.Spawn;
import dev.defunct.lab.ps.ProcessEntry;
import dev.defunct.lab.ps.ProcessTable;
import dev.defunct.lab.section.Adopter;
import dev.defunct.lab.section.Section;
import dev.defunct.lab.testing.CommandResult;
import dev.defunct.lab.testing.Needs;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./play} as people run it: the script, the built jars, real processes. */
@DisplayName("./play: every option, every exit status, every bad input")
@Execution(ExecutionMode.CONCURRENT)
class PlayIT {

    private static final String[] QUICK = {"1.3", "--tick", "20ms", "--init", "reaping"};

    /** Makes the class data archive of these jars, so that no test makes it. */
    @BeforeAll
    static synchronized void prepare() throws Exception {
        run(play("--version"));
    }

    @Test
    @DisplayName("./play without arguments lists the sections with their commands, on one screen")
    void menu() throws Exception {
        CommandResult menu = run(play());
        assertThat(menu.status()).isZero();
        assertThat(menu.output().lines()).hasSizeLessThan(24);
        for (Section section : Sections.all()) {
            assertThat(menu.output())
                    .containsPattern("./play " + section.number() + " +" + section.title());
        }
    }

    @Test
    @DisplayName(
            "./play programs lists the small programs with their commands, and what each of them shows")
    void programs() throws Exception {
        CommandResult programs = run(play("programs"));
        assertThat(programs.status()).isZero();
        for (Section section : Sections.all()) {
            for (Section.Program program : section.programs()) {
                assertThat(programs.output())
                        .containsPattern(
                                "./play " + program.name() + " +" + Pattern.quote(program.shows()));
            }
        }
    }

    @Test
    @DisplayName(
            "./play as-init COMMAND runs COMMAND with the folder, the input and the "
                    + "environment of ./play, and exits with the exit code of COMMAND")
    void asInit(@TempDir Path elsewhere) throws Exception {
        Needs.all(Needs.program("ps"));
        String script = "pwd; echo $JAVA_TOOL_OPTIONS; ps -o ppid= -p $$; cat; exit 7";
        Process init =
                new ProcessBuilder(
                                line(
                                        "env",
                                        "JAVA_TOOL_OPTIONS=-Da=b",
                                        play("as-init", "sh", "-c", script)))
                        .directory(elsewhere.toFile())
                        .start();
        init.getOutputStream().write("hello\n".getBytes());
        init.getOutputStream().close();
        assertThat(init.inputReader().lines().map(String::trim))
                .containsExactly(
                        elsewhere.toRealPath().toString(),
                        "-Da=b",
                        Long.toString(init.pid()),
                        "hello");
        assertThat(init.waitFor()).isEqualTo(7);
        assertThat(run(play("as-init")).status()).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "if ./play as-init has no standard input, its command reads an empty input, "
                    + "and not a file of the JVM")
    void closedInput() throws Exception {
        CommandResult result = run("sh", "-c", "exec \"$@\" <&-", "sh", play("as-init", "cat"));
        assertThat(result.output()).isEmpty();
        assertThat(result.status()).isZero();
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @DisplayName(
            "./play as-init runs its command in our folder, as tini does, even if our folder is")
    @CsvSource({
        "deleted,                      rmdir \"$PWD\"",
        "one whose name is not UTF-8,  mkdir $(printf '\\351') && cd $(printf '\\351')",
    })
    void oddFolder(String how, String script, @TempDir Path folder) throws Exception {
        Needs.all(Needs.program("tini"));
        String enter = "mkdir \"$0/in\" && cd \"$0/in\" && " + script + " && \"$@\" 2>/dev/null";
        String[] by = {"sh", "-c", enter, folder.toString()};
        String[] where = {"ls", "-l", "/proc/self/cwd"};
        CommandResult byTini = run(by, "tini", "-s", "--", where);
        assertThat(byTini.output()).contains(" /proc/self/cwd -> " + folder.toRealPath() + "/in");
        run("sh", "-c", "rm -rf \"$0/in\"", folder.toString());
        assertThat(withoutTime(run(by, play(line("as-init", where)))))
                .isEqualTo(withoutTime(byTini));
    }

    private static CommandResult withoutTime(CommandResult ls) {
        return new CommandResult(ls.output().replaceFirst(".* /proc", "/proc"), ls.status());
    }

    @Test
    @DisplayName(
            "bash starts ./play even if OPTIND is not a number, which dash refuses, and "
                    + "passes OPTIND on")
    void optind() throws Exception {
        Needs.all(Needs.program("bash"));
        String[] play = play("as-init", "printenv", "OPTIND");
        assertThat(run("env", "OPTIND=x", "bash", play)).isEqualTo(new CommandResult("x\n", 0));
    }

    @Test
    @DisplayName("./play as-init can be PID 1 of a namespace, like tini")
    void asPid1() throws Exception {
        Needs.all(Needs.program("ps"), userNamespaces());
        String[] namespace = {"unshare", "--user", "--map-root-user", "--pid", "--fork"};
        String script = "ps -o pid=,ppid= -p $$ | xargs; (true &); exit 7";
        CommandResult result = run(namespace, "--mount-proc", play("as-init", "sh", "-c", script));
        assertThat(result.output()).matches("\\d+ 1\n");
        assertThat(result.status()).isEqualTo(7);
    }

    @Test
    @DisplayName(
            "./play as-init passes the environment on to its command byte for byte, as tini does; control: a shell does not")
    void environmentOfAsInit() throws Exception {
        Needs.all(Needs.program("tini"));
        CommandResult byTini = environmentGivenBy("tini", "-s", "--");
        assertThat(environmentGivenBy(play("as-init"))).isEqualTo(byTini);
        assertThat(environmentGivenBy("sh", "-c", "exec \"$@\"", "sh")).isNotEqualTo(byTini);
    }

    private static CommandResult environmentGivenBy(String... init) throws Exception {
        String odd =
                """
                bytes=$(printf '\\303\\274 \\377\\376 a\\nb')
                env -i "PATH=$PATH" "JAVA_HOME=$0" a.b=1 9x= "$bytes=$bytes" 'BASH_FUNC_f%%=() { :; }' main=1 build=1 \
                    IFS=x PPID=1 OLDPWD=/no PWD=/no LC_ALL= "$@" cat /proc/self/environ | od -c
                """;
        return run("sh", "-c", odd, System.getProperty("java.home"), init);
    }

    @Test
    @DisplayName(
            "a play, its picture and as-init work in a folder whose name is not ASCII, even in the locale C")
    void notAscii(@TempDir Path folder) throws Exception {
        Path copy = copyOfTheBuild(folder.resolve("copy/of it"));
        String script =
                """
                odd=$0/$(printf '\\303\\274') && mv "$1" "$odd" && cd "$odd" && export LC_ALL=C &&
                ./play 1.2 --tick 20ms --init reaping --svg "$odd.svg" && ls "$odd.svg" && ./play as-init pwd
                """;
        CommandResult result = run("sh", "-c", script, folder.toString(), copy.toString());
        assertThat(result.output()).contains("as expected\n").endsWith("/\u00fc\n");
        assertThat(result.status()).isZero();
    }

    @Test
    @DisplayName(
            "a play and ./play as-init need only the process directories of /proc, and "
                    + "none of its other files")
    void procOfProcesses() throws Exception {
        String[] namespaces = {
            "unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "sh", "-c"
        };
        String mount = "mount -t proc -o subset=pid proc /proc && [ ! -e /proc/stat ]";
        Needs.all(
                Needs.succeeds(
                        "/proc with subset=pid",
                        "Linux 5.8 or newer, and user namespaces",
                        line(namespaces, mount)));
        String[] quick = play("1.2", "--tick", "20ms", "--init", "reaping");
        CommandResult result = run(namespaces, mount + " && exec \"$0\" \"$@\"", quick);
        assertThat(result.output()).endsWith("as expected\n");
        assertThat(result.status()).isZero();
        String[] init = play("as-init", "sh", "-c", "exit 7");
        assertThat(run(namespaces, mount + " && exec \"$0\" \"$@\"", init).status()).isEqualTo(7);
    }

    @Test
    @DisplayName(
            "./play storm and ./play horde have options of their own, and a storm of one row succeeds")
    void benchmark() throws Exception {
        assertThat(run(play("storm", "--help")).output())
                .contains("--children", "--rounds", "--svg");
        assertThat(run(play("horde", "--help")).output()).contains("--zombies", "--svg");
        assertThat(run(play("horde", "--zombies", "abc")).status()).isEqualTo(2);
        String[] one = {"storm", "--children", "5", "--rounds", "1", "--only", "handler"};
        CommandResult storm = run(play(one));
        assertThat(storm.status()).as(storm.output()).isZero();
        assertThat(storm.output()).containsPattern("\nhandler, waitpid\\(-1\\) \\(2.3\\) +\\d");
    }

    @Test
    @DisplayName("./play prints 0.5, and not 0,5, in every language of the user")
    void language() throws Exception {
        List<String> command = Spawn.javaCommand(Play.class, QUICK);
        command.add(1, "-Duser.language=de");
        CommandResult result = run(command.toArray(String[]::new));
        assertThat(result.output())
                .containsPattern("\\n *\\d+\\.\\d\\d  app +\\d+  \\| 0\n")
                .doesNotContainPattern("\\d,\\d");
        assertThat(result.status()).isZero();
    }

    @Test
    @DisplayName(
            "./play --help lists every option; ./play --version prints the versions of "
                    + "Java and of the system; both exit with 0")
    void helpAndVersion() throws Exception {
        CommandResult help = run(play("--help"));
        assertThat(help.output())
                .contains("--tick", "--init", "--image", "--svg", "--help", "--version")
                .contains("Exit status");
        for (Adopter init : Adopter.values()) {
            assertThat(help.output()).contains(init + " ");
        }
        CommandResult version = run(play("--version"));
        assertThat(version.output())
                .matches("defunct 1\\.\\S+ on Java \\d+\\S*, \\S+ \\S+ \\S+\\R");
        assertThat(help.status() + version.status()).isZero();
    }

    @ParameterizedTest(quoteTextArguments = false, name = "./play {0}: {1}")
    @DisplayName("after wrong arguments, ./play prints one line, and its exit status is 2:")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "9.9                     | no section '9.9': there are 1.1 (parent-exits), 1.2",
                "1.3 2.1                 | '2.1' is one too many: name one section, or all",
                "--init reaping          | name a section: there are 1.1 (parent-exits)",
                "1.3 --speed 3           | there is no option --speed: the options are --tick, --init, --image, --svg",
                "1.3 --tick              | --tick needs a value: a whole number with ms or s",
                "1.3 --tick 5            | --tick '5' is not a whole number with ms or s, from 1ms to 60s",
                "1.3 --tick 0ms          | --tick '0ms' is not a whole number with ms or s",
                "1.3 --tick 61s          | --tick '61s' is not a whole number with ms or s",
                "1.3 --tick -1s          | --tick '-1s' is not a whole number with ms or s",
                "1.3 --tick 1s --tick 2s | --tick is given 2 times: once is enough",
                "1.3 --init              | --init needs a value: one of [host, reaping, careless",
                "1.3 --svg               | --svg needs a value: the file to write",
                "1.3 --svg /             | --svg '/' cannot be written: Is a directory",
                "1.3 --svg /no/such/file | --svg '/no/such/file': there is no folder /no/such",
                "all --svg x             | --svg draws one section: name one",
                "RunsOut --tick 1s       | RunsOut takes no options: options are for sections",
                "1.3 --init lxc          | --init 'lxc' is not one of [host, reaping, careless",
                "1.3 --image             | --image needs a value: an image that has Java, 17",
                "1.3 --image debian      | --image needs a container: add --init docker or --init",
            })
    void badUsage(String arguments, String complaint) throws Exception {
        String[] play = play(arguments.trim().split(" +"));
        CommandResult result = run("env", "LC_ALL=C", play); // so the C library writes English
        assertThat(result.output()).startsWith("./play: " + complaint).hasLineCount(1);
        assertThat(result.status()).isEqualTo(2);
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}: {1}")
    @DisplayName(
            "if the picture cannot have a file of its own, ./play prints one line, exits "
                    + "with status 2, and plays nothing:")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a FIFO,          FIFO,        'FIFO' is not a file for the picture alone",
                "a device,        /dev/null,   '/dev/null' is not a file for the picture alone",
                "standard output, /dev/stdout, '/dev/stdout' is not a file for the picture alone",
                "its file,        output,      'output' is not a file for the picture alone",
                "a folder,        .,           '.' cannot be written: Is a directory",
                "no name,         \"\",          needs a value: the file to write",
            })
    void noPicture(String what, String picture, String complaint, @TempDir Path folder)
            throws Exception {
        String script = "cd \"$0\" && mkfifo FIFO && LC_ALL=C \"$@\" >output 2>&1; echo $?";
        String[] play = play(line(QUICK, "--svg", picture));
        CommandResult result = run("sh", "-c", script, folder.toString(), play);
        String path = picture.startsWith("/") ? picture : folder.toRealPath() + "/" + picture;
        assertThat(folder.resolve("output"))
                .hasContent("./play: --svg " + complaint.replace("'" + picture, "'" + path));
        assertThat(result.output()).isEqualTo("2\n");
    }

    @Test
    @DisplayName(
            "without tini, ./play --init tini prints in one line what to install, and its exit status is 3; --init self works")
    void noTini(@TempDir Path bin) throws Exception {
        Needs.all(userNamespaces());
        String script = "cp -sf /bin/* /usr/bin/* \"$0\" 2>/dev/null; rm -f \"$0\"/tini";
        run("sh", "-c", script, bin.toString());
        String path = "PATH=" + bin;
        CommandResult tini = run("env", path, play("1.2", "--tick", "20ms", "--init", "tini"));
        assertThat(tini.output())
                .isEqualTo("./play: tini is not on PATH: install it (package tini)\n");
        assertThat(tini.status()).isEqualTo(3);
        CommandResult self = run("env", path, play("1.2", "--tick", "20ms", "--init", "self"));
        assertThat(self.status()).as(self.output()).isZero();
    }

    @Test
    @DisplayName(
            "if the machine refuses PID namespaces, ./play --init self prints in one line why, and what to allow, and its exit status is 3")
    void noNamespaces() throws Exception {
        Needs.all(userNamespaces());
        String script =
                "echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --bounding-set"
                        + " -sys_admin \"$0\" \"$@\"";
        String[] withoutMeans = {"unshare", "--user", "--map-root-user", "sh", "-c", script};
        CommandResult result = run(withoutMeans, play("1.2", "--init", "self"));
        assertThat(result.output())
                .startsWith("./play: this machine refuses a PID namespace (unshare: ")
                .contains("in Docker: --cap-add SYS_ADMIN --security-opt apparmor=unconfined")
                .endsWith("(on Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0)\n")
                .hasLineCount(1);
        assertThat(result.status()).isEqualTo(3);
    }

    @ParameterizedTest(quoteTextArguments = false, name = "--init {0}")
    @DisplayName("with DEFUNCT_ENGINE=podman, Podman is the container engine:")
    @CsvSource({"docker, ZOMBIE_UNTIL_PARENT_EXITS", "docker-init, NO_ZOMBIE"})
    void podman(String init, String outcome) throws Exception {
        Needs.all(Needs.program("podman"), Needs.root());
        String[] doubleFork = play("2.1", "--tick", "20ms", "--init", init);
        CommandResult result = run("env", "DEFUNCT_ENGINE=podman", doubleFork);
        assertThat(result.output())
                .containsPattern(" S podman +client")
                .contains("seen:     " + outcome);
        assertThat(result.status()).as(result.output()).isZero();
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}: {1}")
    @DisplayName(
            "if no container engine can be used, ./play --init docker prints one line, and "
                    + "its exit status is 3:")
    @CsvSource(
            delimiter = '|',
            value = {
                "DEFUNCT_ENGINE=lxc | DEFUNCT_ENGINE is 'lxc', and can be one of [docker, podman]",
                "PATH=              | no container engine answers (docker is not on PATH; podman",
            })
    void noEngine(String variable, String complaint) throws Exception {
        List<String> command = Spawn.javaCommand(Play.class, "1.2", "--init", "docker");
        CommandResult result = run("env", variable, command.toArray(String[]::new));
        assertThat(result.output()).startsWith("./play: " + complaint).hasLineCount(1);
        assertThat(result.status()).isEqualTo(3);
    }

    @Test
    @DisplayName(
            "if Docker's daemon does not run, ./play --init docker prints in one line what docker reports, and its exit status is 3")
    void noDaemon(@TempDir Path folder) throws Exception {
        Needs.all(Needs.program("docker"));
        String host = "DOCKER_HOST=unix://" + folder.resolve("docker.sock");
        String[] docker = play("1.2", "--init", "docker");
        CommandResult result = run("env", "DEFUNCT_ENGINE=docker", host, docker);
        assertThat(result.output())
                .startsWith("./play: no container engine answers (")
                .contains("Cannot connect to the Docker daemon at " + host.substring(12))
                .endsWith("start Docker's daemon, or be root or a member of the group docker\n")
                .hasLineCount(1);
        assertThat(result.status()).isEqualTo(3);
    }

    @Test
    @DisplayName(
            "if Docker's daemon never answers, ./play --init docker prints one line after half a minute, and its exit status is 3")
    void silentDaemon(@TempDir Path folder) throws Exception {
        Needs.all(Needs.program("docker"));
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("docker.sock"));
        try (ServerSocketChannel daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            daemon.bind(address); // and accepts no connection
            String host = "DOCKER_HOST=unix://" + address.getPath();
            String[] docker = play("1.2", "--init", "docker");
            CommandResult result = run("env", "DEFUNCT_ENGINE=docker", host, docker);
            assertThat(result.output())
                    .startsWith("./play: no container engine answers (docker info ")
                    .contains("does not end within 30 s")
                    .hasLineCount(1);
            assertThat(result.status()).isEqualTo(3);
        }
    }

    @Test
    @DisplayName(
            "with --image, the container has the Java of the image, and only the class path of ./play from this machine")
    void image() throws Exception {
        Needs.all(Needs.docker());
        String imports = // the JDK of this JVM, with the libraries of this machine that it uses
                """
                cd / && tar -ch --hard-dereference --exclude jmods --exclude src.zip \
                    $(ldd "$0"/bin/java "$0"/lib/*.so "$0"/lib/server/libjvm.so 2>/dev/null |
                        grep -o '/[^ ]*\\.so[^ :]*' | grep -v "^$0" | sort -u) "$0" |
                    docker import --change "ENV PATH=$0/bin" - "$1"
                """;
        String image = "defunct-java-" + ProcessHandle.current().pid();
        String home = Path.of(System.getProperty("java.home")).toRealPath().toString();
        CommandResult imported = run("sh", "-c", imports, home, image);
        assertThat(imported.status()).as(imported.output()).isZero();
        try {
            String[] options = {"--tick", "20ms", "--init", "docker", "--image", image};
            CommandResult result = run(play(line("1.2", options)));
            assertThat(result.output()).contains(" S java ").endsWith("as expected\n");
            assertThat(result.status()).isZero();
        } finally {
            run("docker", "rmi", image);
        }
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}: {1}")
    @DisplayName("if an image has no Java, or does not exist, ./play prints that and exits with 3:")
    @CsvSource({
        "defunct-empty, the image defunct-empty has no java on its PATH: use one with Java 17",
        "defunct-none,  there is no image defunct-none here: "
    })
    void imageWithoutJava(String image, String complaint) throws Exception {
        Needs.all(Needs.containerEngine());
        CommandResult result = run(play("1.2", "--init", "docker", "--image", image));
        assertThat(result.output())
                .contains("./play: the play cannot be started: " + complaint)
                .doesNotContain("NOT as expected");
        assertThat(result.status()).isEqualTo(3);
    }

    @Test
    @DisplayName(
            "if /proc belongs to another PID namespace, ./play prints that, and its exit status is 3")
    void foreignProc() throws Exception {
        Needs.all(Needs.program("unshare"), Needs.root());
        CommandResult result = run("unshare", "--pid", "--fork", play(QUICK));
        assertThat(result.output()).startsWith("./play: /proc belongs to another PID namespace");
        assertThat(result.status()).isEqualTo(3);
    }

    @Test
    @DisplayName(
            "./play all plays the six sections, shows all outcomes in a table, and exits with 0")
    void all() throws Exception {
        CommandResult all = run(play("all", "--tick", "1ms", "--init", "reaping"));
        assertThat(all.status()).as(all.output()).isZero();
        String table =
                all.output().substring(all.output().indexOf("under --init reaping, as just"));
        for (Section section : Sections.all()) {
            String outcome = section.expected(Adopter.REAPING).name();
            assertThat(table).containsPattern(section + " +" + outcome + " +as expected");
        }
    }

    @Test
    @DisplayName(
            "if the parent in a play is killed, ./play reports NOT as expected, and exits "
                    + "with status 1")
    void notAsExpected() throws Exception {
        Process play = start(play("1.3", "--tick", "200ms", "--init", "reaping"));
        BufferedReader story = play.inputReader();
        Matcher cue = awaitLine(story, "parent +(\\d+)  \\| tick 1");
        run("kill", "-KILL", cue.group(1));
        assertThat(story.lines()).endsWith("NOT as expected");
        assertThat(play.waitFor()).isEqualTo(1);
    }

    @Test
    @DisplayName("a play that a signal ends does not change the picture of an earlier play")
    void oldPicture(@TempDir Path folder) throws Exception {
        Path picture = Files.writeString(folder.resolve("old.svg"), "old");
        Process play = start(play(line(QUICK, "--svg", picture.toString())));
        Map<String, Long> cast = castUntil(play, "app +\\d+  \\| 0");
        run("kill", "-TERM", Long.toString(play.pid()));
        assertThat(play.waitFor()).isEqualTo(143);
        assertThat(picture).hasContent("old");
        cast.values().forEach(pid -> assertThatProcess(pid).vanishes());
    }

    @Test
    @DisplayName("after Ctrl-C, the exit status of ./play is 130, and no process is left")
    void interrupted() throws Exception {
        Needs.all(Needs.envWithDefaultSignal()); // a background job ignores SIGINT
        Process play = start("env", "--default-signal=INT", play(QUICK));
        Map<String, Long> cast = castUntil(play, "app +\\d+  \\| 0");
        run("kill", "-INT", Long.toString(play.pid()));
        assertThat(play.waitFor()).isEqualTo(130);
        cast.values().forEach(pid -> assertThatProcess(pid).vanishes());
    }

    @ParameterizedTest(quoteTextArguments = false, name = "SIG{0}: {1}")
    @DisplayName(
            "a signal ends a play even if its output is not read, and no process is left; the exit status is:")
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void readerStalls(String signal, int status) throws Exception {
        Needs.all(Needs.envWithDefaultSignal());
        String[] play = play("1.3", "--tick", "20ms", "--init", "reaping");
        String fills = "yes | head -c 64300; exec \"$@\""; // a pipe takes 65536 bytes
        Process stalled = start("env", "--default-signal", "sh", "-c", fills, "sh", play);
        await("no room for another line: the play waits")
                .during(Duration.ofSeconds(1))
                .until(() -> stalled.getInputStream().available() > 65400);
        List<Long> cast = stalled.descendants().map(ProcessHandle::pid).toList();

        run("kill", "-" + signal, Long.toString(stalled.pid()));

        assertThat(stalled.waitFor(60, TimeUnit.SECONDS)).as("whether the play ends").isTrue();
        assertThat(stalled.exitValue()).isEqualTo(status);
        cast.forEach(pid -> assertThatProcess(pid).vanishes());
    }

    @Test
    @DisplayName("after kill -9 of ./play itself, which is the director, no process is left")
    void directorKilled() throws Exception {
        Process play = start(play(QUICK));
        Map<String, Long> cast = castUntil(play, "app +\\d+  \\| 0");
        run("kill", "-KILL", Long.toString(play.pid()));
        cast.values().forEach(pid -> assertThatProcess(pid).vanishes());
    }

    @ParameterizedTest(quoteTextArguments = false, name = "the {1}, under {0}")
    @DisplayName(
            "after kill -9 of the director, no process is left, even if one of them was stopped before:")
    @CsvSource({
        "host, app",
        "host, parent",
        "reaping, app",
        "reaping, init",
        "careless, parent",
        "self, app",
        "self, parent",
        "tini, tini",
        "docker, parent",
        "docker-init, app"
    })
    void stoppedAndDirectorKilled(String init, String role) throws Exception {
        Needs.all(Needs.adopter(Adopter.named(init).orElseThrow()));
        Process play = start(play("1.3", "--tick", "300ms", "--init", init));
        Map<String, Long> cast = castUntil(play, "app +\\d+  \\| 0");
        long stopped = cast.get(role);
        run("kill", "-STOP", Long.toString(stopped));
        assertThatProcess(stopped).becomes(ProcessEntry.State.STOPPED);
        run("kill", "-KILL", Long.toString(play.pid()));
        cast.values().forEach(pid -> assertThatProcess(pid).vanishes());
    }

    @ParameterizedTest(quoteTextArguments = false, name = "SIG{0} to ./play")
    @DisplayName(
            "when a signal ends ./play, its small program and the program's child end, too, even if both are stopped:")
    @CsvSource({"TERM", "KILL"})
    void programStopped(String signal) throws Exception {
        Needs.all(Needs.envWithDefaultSignal());
        Process play = start("env", "--default-signal", play("LeavesUsr2ToTheJvm"));
        await("the program's child runs").until(() -> play.descendants().anyMatch(PlayIT::isSleep));
        List<Long> pids =
                play.descendants()
                        .filter(
                                process ->
                                        isSleep(process)
                                                || process.children().findAny().isPresent())
                        .map(ProcessHandle::pid)
                        .toList();
        for (long pid : pids) {
            run("kill", "-STOP", Long.toString(pid));
            assertThatProcess(pid).becomes(ProcessEntry.State.STOPPED);
        }
        run("kill", "-" + signal, Long.toString(play.pid()));
        assertThat(pids).hasSize(2).allSatisfy(pid -> assertThatProcess(pid).vanishes());
    }

    private static boolean isSleep(ProcessHandle process) {
        Optional<ProcessEntry> entry = ProcessTable.ofThisMachine().find(process.pid());
        return entry.map(ProcessEntry::command).equals(Optional.of("sleep"));
    }

    @Test
    @DisplayName(
            "a small program ends even if its child is killed before the child sends its signals")
    void childOfAProgramKilled(@TempDir Path bin) throws Exception {
        Path sleep = Files.writeString(bin.resolve("sleep"), "#!/bin/sh\nkill -KILL $$\n");
        assertThat(sleep.toFile().setExecutable(true)).isTrue();
        String path = "PATH=" + bin + ":" + System.getenv("PATH");
        CommandResult result = run("env", path, play("TakesStopForExit"));
        assertThat(result.output())
                .endsWith("then SIGCHLD: has it exited? waitpid yes\n")
                .containsOnlyOnce("waitpid yes");
        assertThat(result.status()).isZero();
    }

    @ParameterizedTest(quoteTextArguments = false, name = "kill -{1} {0}")
    @DisplayName(
            "a play in a container leaves no process and no container, even if one of these processes is killed:")
    @CsvSource({"the director, INT", "the director, KILL", "the client, KILL", "both, KILL"})
    void killedInAContainer(String victims, String signal) throws Exception {
        Needs.all(Needs.containerEngine(), Needs.envWithDefaultSignal());
        String[] inContainer = play("1.3", "--tick", "20ms", "--init", "docker-init");
        Process play = start("env", "--default-signal=INT", inContainer);
        Map<String, Long> cast = castUntil(play, "app +\\d+  \\| 0");
        List<String> pids =
                new ArrayList<>(List.of(Long.toString(play.pid()), cast.get("client").toString()));
        if (!victims.equals("both")) {
            pids.remove(victims.equals("the client") ? 0 : 1);
        }
        run("kill", "-" + signal, pids.toArray(String[]::new));
        cast.values().forEach(pid -> assertThatProcess(pid).vanishes());
        String containers = "name=defunct-" + play.pid() + "-";
        await("no container is left")
                .until(
                        () ->
                                Engine.find()
                                        .run("ps", "--all", "--quiet", "--filter", containers)
                                        .isEmpty());
    }

    @Test
    @DisplayName(
            "if the reader of ./play closes the pipe, the play ends with exit status 141, and no process is left")
    void readerGone() throws Exception {
        Process play = start(play(QUICK));
        Map<String, Long> cast = castUntil(play, "parent +\\d+  is started");
        play.getInputStream().close();
        assertThat(play.waitFor()).isEqualTo(141);
        cast.values().forEach(pid -> assertThatProcess(pid).vanishes());
    }

    @ParameterizedTest(quoteTextArguments = false, name = "./play {0}")
    @DisplayName("if the output cannot be written, as on a full disk, the exit status is 141:")
    @CsvSource({
        "1.2 --tick 20ms --init reaping",
        "storm --children 5 --rounds 1 --only wait-each",
    })
    void outputFull(String arguments) throws Exception {
        Needs.all(Needs.linux());
        ProcessBuilder full = new ProcessBuilder(play(arguments.split(" ")));
        full.redirectOutput(new File("/dev/full")).redirectError(Redirect.DISCARD);
        assertThat(full.start().waitFor()).isEqualTo(141);
    }

    @Test
    @DisplayName("if the caller of ./play blocks SIGCHLD, the parent of 2.3 still gets that signal")
    void sigchldBlocked() throws Exception {
        Needs.all(Needs.envWithDefaultSignal());
        String[] handler = play("2.3", "--tick", "20ms", "--init", "reaping");
        CommandResult result = run("env", "--block-signal=CHLD", handler);
        assertThat(result.output()).contains("no child is left").endsWith("as expected\n");
        assertThat(result.status()).isZero();
    }

    @Test
    @DisplayName(
            "1.3 shows its zombie even if the caller ignores SIGCHLD and SIGTERM and "
                    + "closes stdin, and writes its picture into the caller's folder")
    void anywhere(@TempDir Path elsewhere) throws Exception {
        String[] byName =
                play(
                        "scenario-no-wait",
                        "--tick",
                        "20ms",
                        "--init",
                        "reaping",
                        "--svg",
                        "picture.svg");
        String script = "trap '' CHLD TERM; exec \"$0\" \"$@\" <&-";
        CommandResult result =
                run(
                        new ProcessBuilder(line("sh", "-c", script, byName))
                                .directory(elsewhere.toFile()));
        assertThat(result.output())
                .contains("1.3  The app exits first, and its parent never waits")
                .contains("outcome seen:     ZOMBIE_UNTIL_PARENT_EXITS");
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(elsewhere.toFile().list()).containsExactly("picture.svg");
    }

    @ParameterizedTest(quoteTextArguments = false, name = "--init {0}")
    @DisplayName(
            "./play works for a user without a home, through a link to a checkout in a path with spaces, in which the user may not write:")
    @CsvSource({"reaping", "self", "tini", "docker", "docker-init"})
    void ordinaryUser(String init, @TempDir Path folder) throws Exception {
        Adopter adopter = Adopter.named(init).orElseThrow();
        Needs.all(Needs.adopter(adopter));
        Needs.all(adopter.isContainer() ? Needs.docker() : Optional.empty());
        Path copy = copyOfTheBuild(folder.resolve("a b  c:d"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), copy.resolve("play"));
        boolean isRoot = System.getProperty("user.name").equals("root");
        String groups = adopter.isContainer() ? "--groups=" + groupOfDocker() : "--clear-groups";
        String[] as = {"setpriv", "--reuid", "65534", "--regid", "65534", groups};
        String[] play = {"env", "-u", "HOME", link.toString(), "2.1", "--tick", "20ms"};
        CommandResult result = run(isRoot ? as : new String[0], play, "--init", init);
        assertThat(result.output()).endsWith("as expected\n").doesNotContain("./play:");
        assertThat(result.status()).isZero();
    }

    @Test
    @DisplayName("./play prints colours only on a terminal, and none if NO_COLOR is set")
    void colour() throws Exception {
        Needs.all(Needs.program("script"));
        String[] menu = {"script", "-qec", "'" + ROOT + "/play'", "/dev/null"};
        assertThat(run("env", "TERM=xterm", "NO_COLOR=", menu).output())
                .contains("\u001b[1m./play 1.3");
        assertThat(run("env", "TERM=xterm", "NO_COLOR=1", menu).output())
                .contains("./play 1.3")
                .doesNotContain("\u001b");
        assertThat(run(play()).output()).contains("./play 1.3").doesNotContain("\u001b");
    }

    /** The group of Docker's socket, which may use Docker. */
    private static String groupOfDocker() throws IOException {
        String host = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
        return Files.getAttribute(Path.of(URI.create(host).getPath()), "unix:gid").toString();
    }

    private static Optional<String> userNamespaces() {
        return Needs.succeeds(
                "user namespaces",
                "allow them to unprivileged users",
                "unshare",
                "--user",
                "--map-root-user",
                "--pid",
                "--fork",
                "true");
    }

    private static String[] play(String... arguments) {
        return line(ROOT.resolve("play").toString(), arguments);
    }

    /** Joins words and whole command lines to one command line. */
    static String[] line(Object... parts) {
        return Stream.of(parts)
                .flatMap(
                        part -> part instanceof String[] words ? Stream.of(words) : Stream.of(part))
                .toArray(String[]::new);
    }

    static CommandResult run(Object... parts) throws Exception {
        return run(new ProcessBuilder(line(parts)));
    }

    static CommandResult run(ProcessBuilder builder) throws Exception {
        return CommandResult.of(builder.redirectErrorStream(true).start());
    }

    static Process start(Object... parts) throws IOException {
        return new ProcessBuilder(line(parts)).redirectErrorStream(true).start();
    }

    private static Matcher awaitLine(BufferedReader story, String pattern) throws IOException {
        for (String line = story.readLine(); line != null; line = story.readLine()) {
            Matcher matcher = Pattern.compile(pattern).matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
        throw new AssertionError("the story ended without " + pattern);
    }

    /**
     * Reads what a play prints until a line has this pattern. Returns the roles and pids of all
     * processes that were started by then.
     */
    private static Map<String, Long> castUntil(Process play, String pattern) throws IOException {
        Map<String, Long> cast = new LinkedHashMap<>();
        BufferedReader story = play.inputReader();
        while (true) {
            Matcher line = awaitLine(story, "(\\S+) +(\\d+)  is started|" + pattern);
            if (line.group(1) != null) {
                cast.put(line.group(1), Long.parseLong(line.group(2)));
            }
            if (Pattern.compile(pattern).matcher(line.group()).find() || line.group(1) == null) {
                assertThat(cast).isNotEmpty();
                return cast;
            }
        }
    }

    /** Copies what ./play needs of a built checkout. The copy is read-only, for all users. */
    static Path copyOfTheBuild(Path copy) throws Exception {
        Files.createDirectories(copy);
        Files.setPosixFilePermissions(
                copy.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        String script =
                "cd \"$0\" && tar -cf - play pom.xml */pom.xml */src/main */target/*.jar"
                        + " process-lab/target/lib | tar -xf - -C \"$1\""
                        + " && chmod -R a+rX,a-w \"$1\"";
        CommandResult copied = run("sh", "-c", script, ROOT.toString(), copy.toString());
        assertThat(copied.status()).as(copied.output()).isZero();
        return copy;
    }
}
