package dev.defunct.docs;

import static dev.defunct.docs.PagesTest.ROOT;
import static dev.defunct.docs.PlayIT.copyOfTheBuild;
import static dev.defunct.docs.PlayIT.line;
import static dev.defunct.docs.PlayIT.run;
import static dev.defunct.docs.PlayIT.start;
import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.testing.CommandResult;
import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How {@code ./play} builds. The tests use a copy of the checkout, because they interrupt builds.
 */
@DisplayName(
        "./play builds what is not built, only once, and prints in one line why it cannot build")
class BuildIT {

    /**
     * A script in place of mvn: it writes to the file mvn.log, takes half a second, and copies the
     * build of this checkout.
     */
    private static final String STUB =
            """
            #!/bin/sh
            [ "$1" = -v ] && echo "Apache Maven 3.8.7" && exit
            echo begin >>mvn.log
            sleep 0.5
            (cd '%s' && tar -cf - */target/*.jar process-lab/target/lib) | tar -xmf -
            echo end >>mvn.log
            """;

    private static final String COMMANDS =
            "sh env readlink dirname basename sed grep head tr find uname tar mkdir rm mv touch sleep"
                    + " ls expr cat mount setsid true flock mvn";

    /** A script in place of java: it prints its arguments. */
    private static final String STUB_OF_JAVA = "#!/bin/sh\necho java \"$@\"\n";

    @TempDir private Path folder;
    private Path checkout;
    private Path bin; // the only folder on PATH
    private final Path jdk = Path.of(System.getProperty("java.home"));

    @BeforeEach
    void copy() throws Exception {
        checkout = Files.createDirectories(folder.resolve("checkout"));
        bin = Files.createDirectories(folder.resolve("bin"));
        String script =
                "cd \"$0\" && tar -cf - play pom.xml .mvn */pom.xml */src/main | tar -xf - -C \"$1\""
                        + " && cd \"$2\" && for name in $3; do ln -s \"$(command -v \"$name\")\"; done";
        run("sh", "-c", script, ROOT.toString(), checkout.toString(), bin.toString(), COMMANDS);
        Files.createDirectories(checkout.resolve("target"));
        Files.createFile(checkout.resolve("target/play")); // so that no class data archive is made
        assertThat(checkout.resolve("workshop/pom.xml")).exists();
    }

    @Test
    @DisplayName(
            "if two ./play start at the same time and nothing is built, the second waits, and there is only one build")
    void concurrent() throws Exception {
        Needs.all(Needs.program("flock"));
        script("mvn", STUB.formatted(ROOT));
        Process first = start("env", play());
        await().until(() -> Files.exists(checkout.resolve("mvn.log")));
        CommandResult second = run("env", play());
        assertThat(second.output())
                .startsWith("./play: waiting for another ./play, which is building ...\ndefunct 1")
                .hasLineCount(2);
        assertThat(first.waitFor() + second.status()).isZero();
        assertThat(checkout.resolve("mvn.log")).hasContent("begin\nend");
    }

    @Test
    @DisplayName("control: without flock, two builds run at the same time")
    void concurrentWithoutLock() throws Exception {
        script("mvn", STUB.formatted(ROOT));
        Files.deleteIfExists(bin.resolve("flock"));
        Process first = start("env", play());
        await().until(() -> Files.exists(checkout.resolve("mvn.log")));
        run("env", play());
        first.waitFor();
        assertThat(checkout.resolve("mvn.log")).content().startsWith("begin\nbegin\n");
    }

    @Test
    @DisplayName(
            "a build that SIGKILL ended half-way is repeated; control: a finished build is not")
    void killed() throws Exception {
        Process killed = start("setsid", "env", play()); // in a process group of its own
        Path firstJar = checkout.resolve("process-lab/target/process-lab.jar");
        await().until(() -> Files.exists(firstJar));
        run("kill", "-KILL", "--", "-" + killed.pid());
        assertThat(killed.waitFor()).isEqualTo(128 + 9);
        assertThat(checkout.resolve("process-lab/target/building")).exists();

        CommandResult repeated = run("env", play("1.2", "--tick", "20ms", "--init", "reaping"));
        assertThat(repeated.output()).endsWith("as expected\n");
        Files.delete(bin.resolve("mvn"));
        assertThat(run("env", play()).status()).isZero();

        Files.createFile(checkout.resolve("process-lab/target/building"));
        assertThat(run("env", play()).output()).startsWith("./play: mvn is not on PATH");
    }

    @Test
    @DisplayName("if a library is missing, as after an interrupted copy, ./play builds again")
    void libraryMissing() throws Exception {
        script("mvn", STUB.formatted(ROOT));
        run("env", play());
        Path list = checkout.resolve("process-lab/target/lib/list");
        String library = Files.readString(list).split(" ")[0];
        Files.delete(list.resolveSibling(library));
        assertThat(run("env", play()).status()).isZero();
        assertThat(list.resolveSibling(library)).exists();
        assertThat(checkout.resolve("mvn.log")).hasContent("begin\nend\nbegin\nend");
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{1} bytes of {0}")
    @DisplayName(
            "if the end of a jar is missing, as after an interrupted copy, ./play builds again:")
    @CsvSource({
        "process-lab/target/process-lab.jar, 0",
        "process-lab/target/process-lab.jar, 60000",
        "process-lab/target/lib/jffi-1.4.3-native.jar, 60000"
    })
    void jarCutShort(String jar, int size) throws Exception {
        script("mvn", STUB.formatted(ROOT));
        run("env", play());
        truncate(checkout.resolve(jar), size);
        assertThat(run("env", play()).output()).startsWith("defunct 1").hasLineCount(1);
        assertThat(checkout.resolve("mvn.log")).hasContent("begin\nend\nbegin\nend");
    }

    private static void truncate(Path path, long size) throws IOException {
        path.toFile().setWritable(true); // a JVM makes archives that are not
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.truncate(size);
        }
    }

    @Test
    @DisplayName("if ./play gets SIGTERM while it builds, Maven ends, too")
    void terminated() throws Exception {
        script("mvn", "#!/bin/sh\n[ $1 = -v ] && echo Apache Maven 3.9 || exec sleep 600\n");
        Process play = start("env", play());
        await("Maven runs").until(() -> play.descendants().anyMatch(BuildIT::isSleep));
        ProcessHandle maven = play.descendants().filter(BuildIT::isSleep).findAny().orElseThrow();
        play.destroy();
        assertThat(play.waitFor()).isEqualTo(128 + 15);
        assertThatProcess(maven.pid()).vanishes();
    }

    private static boolean isSleep(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("sleep");
    }

    @Test
    @DisplayName(
            "if the build is finished, ./play needs only find, sh and java; after a change "
                    + "in a source, ./play needs more")
    void current() throws Exception {
        Path home = jdkWithStub();
        assertThat(run("env", playWith(home, bin)).output()).startsWith("java ").hasLineCount(1);
        Path onlyFind = Files.createDirectories(folder.resolve("only find"));
        Files.createSymbolicLink(onlyFind.resolve("find"), bin.resolve("find").toRealPath());
        assertThat(run("env", playWith(home, onlyFind)).output())
                .startsWith("java ")
                .hasLineCount(1);

        touch(checkout.resolve("process-lab/pom.xml"), Instant.now());
        assertThat(run("env", playWith(home, onlyFind)).output())
                .isEqualTo("./play: sed is not on PATH=" + onlyFind + "\n");
        assertThat(checkout.resolve("mvn.log")).hasContent("begin\nend");
        assertThat(run("env", playWith(home, bin)).output()).startsWith("java ").hasLineCount(1);
        assertThat(checkout.resolve("mvn.log")).hasContent("begin\nend\nbegin\nend");
    }

    @Test
    @DisplayName("if java is replaced by another file, ./play checks its version again")
    void otherJava() throws Exception {
        Path home = jdkWithStub();
        run("env", playWith(home, bin));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        assertThat(run("env", playWith(home, bin)).output()).startsWith("java ");
        Path java = home.resolve("bin/java");
        Files.delete(java);
        script(java, STUB_OF_JAVA);
        assertThat(run("env", playWith(home, bin)).output())
                .startsWith("./play: Java 11.0.2 in " + home + " is too old");
    }

    @Test
    @DisplayName("if the modification time of a source is in the future, ./play builds only once")
    void future() throws Exception {
        Path home = jdkWithStub();
        touch(checkout.resolve("process-lab/pom.xml"), Instant.now().plus(1, ChronoUnit.DAYS));
        run("env", playWith(home, bin));
        run("env", playWith(home, bin));
        assertThat(checkout.resolve("mvn.log")).hasContent("begin\nend");
    }

    @Test
    @DisplayName("jars whose modification time is in the future do not hide a change in a source")
    void jarsInTheFuture() throws Exception {
        Path home = jdkWithStub();
        run("env", playWith(home, bin));
        Instant tomorrow = Instant.now().plus(1, ChronoUnit.DAYS);
        try (Stream<Path> files = Files.walk(checkout)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                touch(jar, tomorrow);
            }
        }
        touch(checkout.resolve("process-lab/pom.xml"), Instant.now());
        run("env", playWith(home, bin));
        run("env", playWith(home, bin));
        assertThat(checkout.resolve("mvn.log")).hasContent("begin\nend\nbegin\nend");
    }

    @Test
    @DisplayName(
            "a relative JAVA_HOME, or a relative entry of PATH, starts at the folder in which ./play is called")
    void relativeJava() throws Exception {
        Path home = jdkWithStub();
        String[] byHome = playWith(Path.of(home.getFileName().toString()), bin);
        ProcessBuilder inFolder = new ProcessBuilder(line("env", byHome));
        assertThat(run(inFolder.directory(folder.toFile())).output()).startsWith("java ");
        String[] byPath =
                line("PATH=bin:" + bin, "JAVA_HOME=", checkout.resolve("play").toString());
        ProcessBuilder inHome = new ProcessBuilder(line("env", byPath));
        assertThat(run(inHome.directory(home.toFile())).output()).startsWith("java ");
    }

    @Test
    @DisplayName("if PATH is empty, ./play prints one line, and its exit status is 3")
    void emptyPath() throws Exception {
        CommandResult result =
                run("env", "PATH=", "JAVA_HOME=" + jdk, checkout.resolve("play").toString());
        assertThat(result).isEqualTo(new CommandResult("./play: sed is not on PATH=\n", 3));
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}")
    @DisplayName(
            "if Java cannot load from the folder to which a build was moved, ./play prints one line, and its exit status is 3:")
    @CsvSource({
        "\\351, Java cannot use this folder; its name is not UTF-8: ",
        "a!, Java cannot load a library from this folder; '!' ends a name: ",
    })
    void movedToAnOddFolder(String name, String complaint) throws Exception {
        Path home = jdkWithStub();
        assertThat(run("env", playWith(home, bin)).output()).startsWith("java ");
        String script =
                "odd=$0/$(printf \"$1\") && shift && mv checkout \"$odd\" && exec env \"$@\" \"$odd/play\"";
        String[] environment = {"PATH=" + bin, "JAVA_HOME=" + home};
        String[] move = line("sh", "-c", script, folder.toString(), name, environment);
        CommandResult result = run(new ProcessBuilder(move).directory(folder.toFile()));
        assertThat(result.output()).startsWith("./play: " + complaint).hasLineCount(1);
        assertThat(result.status()).isEqualTo(3);
    }

    @Test
    @DisplayName(
            "a play, as-init and an exercise work in a folder whose name has characters that mean"
                    + " something in a URL, a class path or a shell")
    void oddFolder() throws Exception {
        Path odd = copyOfTheBuild(folder.resolve("odd/a!b 50%20 #?;&'$x c:d"));
        run("chmod", "-R", "u+w", odd.toString());
        Files.createDirectories(odd.resolve("target"));
        Files.createFile(odd.resolve("target/play")); // no time for a class data archive
        String copy = "cd \"$0\" && tar -cf - */src docs/*.md workshop | tar -xf - -C \"$1\"";
        run("sh", "-c", copy, ROOT.toString(), odd.toString());
        String[] play = {"env", "JAVA_HOME=" + jdk, odd.resolve("play").toString()};
        CommandResult section = run(play, "1.2", "--tick", "20ms", "--init", "reaping");
        assertThat(section.output()).endsWith("as expected\n");
        assertThat(run(play, "as-init", "sh", "-c", "exit 7").status()).isEqualTo(7);
        CommandResult exercise = run(play, "exercise", "1");
        assertThat(exercise.output())
                .contains("stateOf returned ?")
                .doesNotContain("cannot be done");
        assertThat(odd.getParent())
                .as("the folder of the copy")
                .isDirectoryNotContaining("glob:**/target");
    }

    @Test
    @DisplayName(
            "if the end of the class data archive is missing, ./play makes it again, and removes temporary files of an earlier one")
    void archive() throws Exception {
        Path archive = buildWithArchive();
        long size = Files.size(archive);
        assertThat(size).as("the size of the archive").isPositive();

        truncate(archive, 8_000_000);
        Path left = Files.createFile(Path.of(archive + ".123.classes"));
        CommandResult again = run("env", play());
        assertThat(again.output()).startsWith("defunct 1").hasLineCount(1);
        assertThat(archive).hasSize(size);
        assertThat(left).doesNotExist();
        assertThat(checkout.resolve("mvn.log")).hasContent("begin\nend");
    }

    @Test
    @DisplayName(
            "if the end of the class data archive is missing, and nothing can be written, ./play works without the archive")
    void archiveThatStays() throws Exception {
        Path archive = buildWithArchive();
        truncate(archive, 8_000_000);
        run("chmod", "-R", "a+rX,a-w", folder.toString());
        CommandResult result = run(asOrdinaryUser(), "env", play());
        assertThat(result.output()).startsWith("defunct 1").hasLineCount(1);
        assertThat(result.status()).isZero();
        assertThat(archive).hasSize(8_000_000);
    }

    /** Builds the checkout, which makes the class data archive, too. Returns its path. */
    private Path buildWithArchive() throws Exception {
        script("mvn", STUB.formatted(ROOT));
        Files.delete(checkout.resolve("target/play"));
        assertThat(run("env", play()).output()).startsWith("defunct 1");
        return checkout.resolve("target/play" + jdk.resolve("bin/java").toRealPath() + ".jsa");
    }

    /**
     * The beginning of a command line. The appended command runs as a user to whom file modes
     * apply.
     */
    private static String[] asOrdinaryUser() {
        boolean isRoot = System.getProperty("user.name").equals("root");
        String[] as = {"setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"};
        return isRoot ? as : new String[0];
    }

    @Test
    @DisplayName(
            "if the build is finished, ./play needs neither Maven nor a compiler, nor permission to write")
    void built() throws Exception {
        Path built = copyOfTheBuild(folder.resolve("built/copy"));
        Files.delete(bin.resolve("mvn"));
        Path jre = java(Files.readAllLines(jdk.resolve("release")));
        run("chmod", "-R", "a+rX", folder.toString());
        CommandResult result =
                run(
                        asOrdinaryUser(),
                        "env",
                        "PATH=" + bin,
                        "JAVA_HOME=" + jre,
                        built.resolve("play").toString(),
                        "--version");
        assertThat(result.output()).startsWith("defunct 1").hasLineCount(1);

        run("chmod", "-R", "u+w", built.toString());
        run("sh", "-c", "rm -rf \"$0\"/*/target", built.toString());
        run("chmod", "-R", "a-w", built.toString());
        CommandResult control =
                run(asOrdinaryUser(), "env", "JAVA_HOME=" + jdk, built.resolve("play").toString());
        assertThat(control.output())
                .isEqualTo(
                        "./play: "
                                + built.toRealPath()
                                + " is not built, and you cannot write there: run ./play there once"
                                + " as a user who can\n");
        assertThat(control.status()).isEqualTo(3);
    }

    @ParameterizedTest(quoteTextArguments = false, name = "{0}: {2}")
    @DisplayName(
            "if Java is too old or has no compiler, ./play prints one line, and its exit status is 3:")
    @CsvSource(
            delimiter = '|',
            value = {
                "a JRE  | 17.0.9    | Java 17.0.9 in JRE has no compiler (javac), which the build needs",
                "JDK 11 | 11.0.2    | Java 11.0.2 in JRE is too old: install a JDK, 17 or newer",
                "JDK 16 | 16        | Java 16 in JRE is too old: install a JDK, 17 or newer",
                "JDK 9  | 9         | Java 9 in JRE is too old: install a JDK, 17 or newer",
                "JDK 8  | 1.8.0_392 | Java 1.8.0_392 in JRE is too old: install a JDK, 17 or newer",
            })
    void badJava(String what, String version, String complaint) throws Exception {
        Path jre = java(List.of("JAVA_VERSION=\"" + version + "\""));
        assertCannot(complaint.replace("JRE", jre.toString()), "JAVA_HOME=" + jre);
    }

    @Test
    @DisplayName(
            "if there is no Java on PATH or in JAVA_HOME, ./play prints one line, and its exit status is 3")
    void noJava() throws Exception {
        assertCannot("no Java found: install a JDK, 17 or newer, or set JAVA_HOME", "JAVA_HOME=");
        assertCannot("no Java found in JAVA_HOME=/no/such: install a JDK", "JAVA_HOME=/no/such");
    }

    @Test
    @DisplayName(
            "if Maven is missing, too old, or does not run, ./play prints one line, and its exit status is 3")
    void badMaven() throws Exception {
        String home = "JAVA_HOME=" + jdk;
        script("mvn", "#!/bin/sh\necho 'Apache Maven 3.6.3 (cecedd3)'\n");
        Path mvn = bin.resolve("mvn");
        assertCannot("Maven 3.6.3 (" + mvn + ") is too old: install 3.8 or newer", home);
        script("mvn", "#!/bin/sh\nexit 1\n");
        assertCannot(mvn + " does not run, or does not print its version: install Maven", home);
        Files.delete(mvn);
        assertCannot("mvn is not on PATH, and the build needs Maven, 3.8 or newer: install", home);
    }

    @Test
    @DisplayName(
            "if the first ./play has no network, it prints in one line which command needs "
                    + "a network, and its exit status is 3")
    void noNetwork() throws Exception {
        Needs.all(
                Needs.succeeds(
                        "network namespaces",
                        "allow user namespaces to unprivileged users",
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--net",
                        "true"));
        String empty = "MAVEN_OPTS=-Dmaven.repo.local=" + folder.resolve("empty");
        CommandResult result =
                run("unshare", "--user", "--map-root-user", "--net", "env", empty, play());
        assertThat(result.output())
                .startsWith("./play: Maven cannot download ")
                .contains(": run ./play --version once with a network, which fills")
                .hasLineCount(1);
        assertThat(result.status()).isEqualTo(3);
        assertThat(checkout.resolve("target/build.log")).content().contains("Could not transfer");
    }

    @Test
    @DisplayName("if the disk is full, ./play prints one line, and its exit status is 3")
    void fullDisk() throws Exception {
        String[] mounts = {"unshare", "--user", "--map-root-user", "--mount"};
        String mount = "mount -t tmpfs -o size=64k none \"$0\"";
        Path target = Files.createDirectories(checkout.resolve("process-lab/target"));
        Needs.all(
                Needs.succeeds(
                        "mounts of a tmpfs",
                        "allow user namespaces to unprivileged users",
                        line(mounts, "sh", "-c", mount, target.toString())));
        CommandResult result =
                run(
                        mounts,
                        "sh",
                        "-c",
                        mount + " && exec \"$@\"",
                        target.toString(),
                        "env",
                        play());
        assertThat(result.output())
                .startsWith("./play: the build failed, because a disk is full: free some space")
                .hasLineCount(1);
        assertThat(result.status()).isEqualTo(3);
    }

    /**
     * The arguments of env(1) that run ./play of the copy, with bin as PATH, and by default
     * --version.
     */
    private String[] play(String... arguments) {
        return line(playWith(jdk, bin), arguments.length == 0 ? "--version" : arguments);
    }

    private String[] playWith(Path home, Path path) {
        return line("PATH=" + path, "JAVA_HOME=" + home, checkout.resolve("play").toString());
    }

    /** A folder like that of a JDK, with a script in place of java. mvn becomes a script, too. */
    private Path jdkWithStub() throws IOException {
        Files.delete(checkout.resolve("target/play")); // this java makes an archive at once
        script("mvn", STUB.formatted(ROOT));
        Path home = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");
        script(home.resolve("bin/java"), STUB_OF_JAVA);
        script(home.resolve("bin/javac"), STUB_OF_JAVA);
        return home;
    }

    private static void touch(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private void assertCannot(String complaint, String javaHome) throws Exception {
        CommandResult result =
                run("env", "PATH=" + bin, javaHome, checkout.resolve("play").toString(), "1.3");
        assertThat(result.output()).startsWith("./play: " + complaint).hasLineCount(1);
        assertThat(result.status()).isEqualTo(3);
    }

    /** A folder like that of a JRE: java, without javac. */
    private Path java(List<String> release) throws IOException {
        Path home = folder.resolve("jre");
        Files.createDirectories(home.resolve("bin"));
        Files.write(home.resolve("release"), release);
        Files.createSymbolicLink(home.resolve("bin/java"), jdk.resolve("bin/java"));
        return home;
    }

    private void script(String name, String text) throws IOException {
        script(bin.resolve(name), text);
    }

    private static void script(Path script, String text) throws IOException {
        Files.deleteIfExists(script); // it may be a link
        Files.writeString(script, text);
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }
}
