package dev.defunct.sigchldhandler;

/** Fixes {@link SharesItsStatus}: each run of the handler has a status of its own. */
public final class KeepsItsStatus {
    public static void main(String[] args) throws Exception {
        SharesItsStatus.handleTwo(sigchld -> SharesItsStatus.reap(new int[1]));
    }
}
