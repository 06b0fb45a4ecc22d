package dev.defunct.docs;

import dev.defunct.docs.GeneratedBlock.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Rewrites in place what the pages and pictures show of the program, where that is not what it
 * prints today. What is different each time, pids and times above all, is left as it is.
 */
public final class Renew {

    private final Path root;
    private final Shell shell;
    private final Diagnosis diagnosis;
    private final Map<String, String> transcripts = new HashMap<>();

    private Renew(Path root, PracticeZombie zombie) {
        this.root = root;
        this.shell = new Shell(root);
        this.diagnosis = new Diagnosis(shell, zombie.pid());
    }

    /**
     * @param args the root of the repository
     */
    public static void main(String[] args) throws IOException {
        try (PracticeZombie zombie = new PracticeZombie()) {
            new Renew(Path.of(args[0]).toRealPath(), zombie).run();
        }
    }

    private void run() throws IOException {
        for (Page page : Page.all(root)) {
            write(page.file(), page.with(contents(page)), page.text());
        }
        for (Chapter chapter : Chapter.all(root)) {
            Path now = root.resolve(Shell.picture(chapter.section().number()));
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
     * What the generated blocks of a page should contain. Its outputs are of one session, about one
     * zombie: if one is not current, all are renewed.
     */
    private Map<GeneratedBlock, String> contents(Page page) {
        Map<GeneratedBlock, String> contents = new LinkedHashMap<>();
        page.generatedBlocks().forEach(block -> contents.put(block, now(block)));
        Predicate<GeneratedBlock> isOld = block -> !block.isCurrent(contents.get(block));
        Predicate<GeneratedBlock> isOutput = block -> block.kind() == Kind.OUTPUT;
        boolean hasOldOutput = contents.keySet().stream().anyMatch(isOutput.and(isOld));
        Predicate<GeneratedBlock> isRenewed = hasOldOutput ? isOld.or(isOutput) : isOld;
        contents.replaceAll((block, now) -> isRenewed.test(block) ? now : block.content());
        return contents;
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
