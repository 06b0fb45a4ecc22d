package dev.defunct.benchmark;

/** A worker has died, does not answer, or did not do what it is there for. */
final class NotAsPromised extends RuntimeException {
    NotAsPromised(String message) {
        super(message);
    }

    static void unless(boolean isRight, String message) {
        if (!isRight) {
            throw new NotAsPromised(message);
        }
    }
}
