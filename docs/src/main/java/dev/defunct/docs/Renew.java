package dev.defunct.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Rewrites in place what the pages and pictures show of the program, where that is not what it says
 * today. What is otherwise each time, pids and times above all, is left as it is.
 */
public final class Renew {

    private final Path root;
    private final Fresh fresh;
    private final Patient patient;
    private final Map<String, String> transcripts = new HashMap<>();

    private Renew(Path root, Patient patient) {
        this.root = root;
        this.fresh = new Fresh(root);
        this.patient = patient;
    }

    /**
     * @param args the root of the repository
     */
    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]).toRealPath();
        try (Patient patient = Patient.ofPlay(root)) {
            new Renew(root, patient).run();
        }
    }

    private void run() throws IOException {
        for (Page page : Page.all(root)) {
            write(page.file(), page.with(this::contents), page.text());
        }
        for (Chapter chapter : Chapter.all(root)) {
            Path now = fresh.picture(chapter.section().number());
            Path committed = root.resolve(chapter.picture());
            if (!Files.exists(committed) || !Picture.of(committed).equals(Picture.of(now))) {
                write(chapter.picture(), Files.readString(now), "");
            }
        }
    }

    private void write(Path file, String text, String before) throws IOException {
        if (!text.equals(before)) {
            Files.writeString(root.resolve(file), text);
            System.out.println("renewed: " + file);
        }
    }

    private String contents(Insert insert) {
        String now =
                switch (insert.kind()) {
                    case SOURCE -> fresh.source(insert.what());
                    case TRANSCRIPT -> transcripts.computeIfAbsent(insert.what(), this::play);
                    case RECORD -> insert.content();
                    case OUTPUT -> patient.run(insert.what()).output();
                };
        return insert.isFresh(now) ? insert.content() : now;
    }

    private String play(String command) {
        return fresh.play(command).output().stripTrailing().replaceFirst("^\n", "") + "\n";
    }
}
