package dev.defunct.docs;

import dev.defunct.lab.cli.Sections;
import dev.defunct.lab.section.Section;
import java.nio.file.Path;
import java.util.List;

/** The README.md of a section's module. */
record Chapter(Section section, Page page) {

    /** All six chapters, in reading order. */
    static List<Chapter> all(Path root) {
        return Sections.all().stream()
                .map(s -> new Chapter(s, new Page(root, Path.of(s.folder(), "README.md"))))
                .toList();
    }

    /** The committed picture of the timeline, from the root of the repository. */
    Path picture() {
        return Path.of(section.folder(), "timeline.svg");
    }

    /** The command whose transcript and picture the chapter shows. */
    String command() {
        return "./play " + section.number() + " --tick 200ms --init reaping";
    }

    @Override
    public String toString() {
        return section.toString();
    }
}
