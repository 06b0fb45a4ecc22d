package dev.defunct.sigchldhandler;

/** {@link ForwardsUsr2} without its handler. */
public final class LeavesUsr2ToTheJvm {
    public static void main(String[] args) {
        ForwardsUsr2.sampleWhileAChildRuns(child -> {});
    }
}
