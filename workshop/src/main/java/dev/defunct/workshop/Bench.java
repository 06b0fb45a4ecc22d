package dev.defunct.workshop;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Where an answer is tried: a JVM that runs one test class, and says what a learner reads. */
final class Bench {

    /** Exit statuses: not those that an answer gives when it ends this JVM. */
    static final int PASSED = 90;

    static final int FAILED = 91;
    static final int SKIPPED = 93;

    private static final FileChannel LIFELINE = new FileInputStream(FileDescriptor.in).getChannel();

    private Bench() {}

    /**
     * @param args the name of the test class, and how many times to run it
     */
    public static void main(String[] args) throws IOException {
        Thread lifeline = new Thread(Bench::holdLifeline, "lifeline");
        lifeline.setDaemon(true);
        lifeline.start();
        System.setProperty("net.bytebuddy.safe", "true"); // or JDK 24 and later warn, on stderr
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(DiscoverySelectors.selectClass(args[0]))
                        .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                        .build();
        String answer = args[0].replaceFirst("Test$", "");
        Report report = new Report(answer);
        for (int round = 0; round < Integer.parseInt(args[1]) && report.isGood(); round++) {
            report = new Report(answer);
            LauncherFactory.create().execute(request, report);
        }
        System.out.print(report.text());
        System.out.flush();
        LIFELINE.close();
        System.exit(report.isGood() ? PASSED : report.isSkipped() ? SKIPPED : FAILED);
    }

    /** Whoever started us holds the other end: when it has gone, so are we. */
    private static void holdLifeline() {
        try {
            LIFELINE.read(ByteBuffer.allocate(1));
        } catch (ClosedChannelException done) {
            return;
        } catch (IOException e) {
            // as good as its end
        }
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(FAILED);
    }
}
