package dev.defunct.lab.cli;

import dev.defunct.lab.section.Section;
import java.io.File;
import java.net.URLClassLoader;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sections on the class path. The section of the module scenario-no-wait is the field SECTION
 * of dev.defunct.nowait.Main.
 */
public final class Sections {

    private static final Pattern MODULE =
            Pattern.compile("(?:scenario|strategy)-([\\w-]+)(?:\\.jar|/target/classes)$");

    private Sections() {}

    /** All sections, in reading order. */
    public static List<Section> all() {
        return classPath()
                .map(MODULE::matcher)
                .filter(Matcher::find)
                .map(module -> section(module.group(1).replace("-", "")))
                .sorted(Comparator.comparing(Section::number))
                .toList();
    }

    /** The class path of this JVM or, in Maven, of the class loader that Maven made for us. */
    private static Stream<String> classPath() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        if (loader instanceof URLClassLoader maven) {
            return Stream.of(maven.getURLs()).map(url -> url.getPath().replaceFirst("/$", ""));
        }
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator));
    }

    /** Runs the Main of a section, which exits this JVM. */
    static void runMain(Section section, String[] options) {
        try {
            Class.forName(section.parent().getPackageName() + ".Main")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) options);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(section + " has no Main that can be run", e);
        }
    }

    private static Section section(String name) {
        try {
            return (Section)
                    Class.forName("dev.defunct." + name + ".Main").getField("SECTION").get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a section module without a Main.SECTION: " + name, e);
        }
    }
}
