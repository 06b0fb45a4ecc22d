package dev.defunct.benchmark;

/** A worker has died, does not answer, or did not do what it is there for. */
final class NotAsPromised extends Exception {
    NotAsPromised(String message) {
        super(message);
    }
}
