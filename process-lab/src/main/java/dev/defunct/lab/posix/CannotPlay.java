package dev.defunct.lab.posix;

/**
 * This machine cannot play what was asked: exit status 3. The message is one sentence for a person:
 * what is missing, and what to do about it.
 */
public final class CannotPlay extends RuntimeException {
    public CannotPlay(String message) {
        super(message);
    }
}
