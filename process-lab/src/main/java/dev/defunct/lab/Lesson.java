package dev.defunct.lab;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** What each module's {@code Main} is: found by {@link ServiceLoader}, so that ./play knows all. */
public interface Lesson {

    /** The section that this module plays. */
    Section section();

    /** The small programs beside it, on what only the JVM does: the mistake, and the right way. */
    default List<Class<?>> programs() {
        return List.of();
    }

    /** Those of all modules, in reading order. */
    static List<Class<?>> allPrograms() {
        return ServiceLoader.load(Lesson.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(lesson -> lesson.section().number()))
                .flatMap(lesson -> lesson.programs().stream())
                .toList();
    }

    /** The sections on the class path, in reading order. */
    static List<Section> all() {
        return ServiceLoader.load(Lesson.class).stream()
                .map(provider -> provider.get().section())
                .sorted(Comparator.comparing(Section::number))
                .toList();
    }
}
