package dev.defunct.workshop;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What tests print: a label comes before the first thing that is printed after it was set. */
final class LabeledOutput extends FilterOutputStream {

    private String label = "";

    LabeledOutput(OutputStream out) {
        super(out);
    }

    /** Sets the label; empty if there is none. */
    synchronized void setLabel(String label) {
        this.label = label;
    }

    @Override
    public synchronized void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(label.getBytes(StandardCharsets.UTF_8));
        label = "";
        out.write(bytes, offset, length);
    }
}
