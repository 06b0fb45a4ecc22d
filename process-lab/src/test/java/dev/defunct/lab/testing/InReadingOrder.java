package dev.defunct.lab.testing;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Reports the test classes of a section in reading order: first the classes with an {@link Order},
 * which are the tests of the lesson (1) and of what the JVM adds (2), then the others. The others
 * may run at the same time, but are reported later.
 */
public final class InReadingOrder extends ClassOrderer.OrderAnnotation implements AfterAllCallback {

    private static final Set<Class<?>> FIRST = new LinkedHashSet<>();

    @Override
    public void orderClasses(ClassOrdererContext context) {
        super.orderClasses(context);
        synchronized (FIRST) {
            context.getClassDescriptors().stream()
                    .filter(descriptor -> descriptor.isAnnotated(Order.class))
                    .forEach(descriptor -> FIRST.add(descriptor.getTestClass()));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        Class<?> ended = context.getRequiredTestClass();
        synchronized (FIRST) {
            if (FIRST.remove(ended)) {
                FIRST.notifyAll();
            } else if (ended.getEnclosingClass() == null) {
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                while (!FIRST.isEmpty() && System.nanoTime() < deadline) {
                    FIRST.wait(100);
                }
            }
        }
    }
}
