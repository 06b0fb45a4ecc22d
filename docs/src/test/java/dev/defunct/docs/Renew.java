package dev.defunct.docs;

import static dev.defunct.lab.testing.ProcessAssert.assertThatProcess;

import dev.defunct.docs.GeneratedBlock.BlockKind;
import dev.defunct.lab.testing.Pair;
import dev.defunct.nowait.Parent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import jnr.constants.platform.Signal;

/**
 * Renews each listing, run and picture of the pages that is not what the program prints today.
 * Ignores pids, times and other text that differs from run to run.
 */
public final class Renew {

    private final Path root;
    private final Shell shell;
    private final Diagnosis diagnosis;
    private final Map<String, String> transcripts = new HashMap<>();

    private Renew(Path root, Pair pair) {
        this.root = root;
        this.shell = new Shell(root);
        this.diagnosis = new Diagnosis(shell, pair.app().pid());
    }

    /**
     * @param args the root of the repository
     */
    public static void main(String[] args) throws IOException {
        try (Pair pair = Pair.start(Parent.class)) {
            pair.app().signal(Signal.SIGKILL);
            assertThatProcess(pair.app().pid()).becomesZombie();
            new Renew(Path.of(args[0]).toRealPath(), pair).run();
        }
    }

    private void run() throws IOException {
        for (Page page : Page.all(root)) {
            write(page.file(), with(page, contents(page)), page.text());
        }
        for (Chapter chapter : Chapter.all(root)) {
            Path now = root.resolve(Shell.picture(chapter));
            Path committed = root.resolve(chapter.picture());
            if (!Files.exists(committed)
                    || !TimelineShape.of(committed).equals(TimelineShape.of(now))) {
                write(chapter.picture(), Page.read(now), "");
            }
        }
    }

    private void write(Path file, String text, String before) throws IOException {
        if (!text.equals(before)) {
            Files.writeString(root.resolve(file), text);
            System.out.println("renewed: " + file);
        }
    }

    /**
     * The content that each generated block of a page should have. All outputs of a page are about
     * the same zombie. So if one of them is not current, all are renewed.
     */
    private Map<GeneratedBlock, String> contents(Page page) {
        Map<GeneratedBlock, String> contents = new LinkedHashMap<>();
        GeneratedBlock.all(page).forEach(block -> contents.put(block, now(block)));
        Predicate<GeneratedBlock> isOld = block -> !block.isCurrent(contents.get(block));
        Predicate<GeneratedBlock> isOutput = block -> block.kind() == BlockKind.OUTPUT;
        boolean hasOldOutput = contents.keySet().stream().anyMatch(isOutput.and(isOld));
        Predicate<GeneratedBlock> isRenewed = hasOldOutput ? isOld.or(isOutput) : isOld;
        contents.replaceAll((block, now) -> isRenewed.test(block) ? now : block.content());
        return contents;
    }

    /** The text of a page, in which these contents replace those of its generated blocks. */
    static String with(Page page, Map<GeneratedBlock, String> contents) {
        List<String> lines = new ArrayList<>(List.of(page.text().split("\n", -1)));
        int moved = 0; // by how many lines the blocks so far have grown
        for (GeneratedBlock block : GeneratedBlock.all(page)) {
            List<String> now = contents.get(block).lines().toList();
            List<String> old = lines.subList(block.firstLine() + moved, block.endLine() + moved);
            moved += now.size() - old.size();
            old.clear();
            old.addAll(now);
        }
        return String.join("\n", lines);
    }

    private String now(GeneratedBlock block) {
        return switch (block.kind()) {
            case SOURCE -> GeneratedBlock.listing(root.resolve(block.what()));
            case TRANSCRIPT -> transcripts.computeIfAbsent(block.what(), this::play);
            case RECORD -> block.content();
            case OUTPUT -> diagnosis.run(block.what()).output();
        };
    }

    private String play(String command) {
        return shell.play(command).output().stripTrailing().replaceFirst("^\n", "") + "\n";
    }
}
