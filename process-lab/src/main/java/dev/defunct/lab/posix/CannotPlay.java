package dev.defunct.lab.posix;

/**
 * This machine cannot do what was asked: exit status 3. The message is a sentence for the user:
 * what is missing, and how to get it.
 */
public final class CannotPlay extends RuntimeException {
    public CannotPlay(String message) {
        super(message);
    }
}
