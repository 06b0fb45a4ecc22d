package dev.defunct.benchmark;

/** A way to start many children and leave no zombie. */
interface Strategy {
    /** Starts all children, and returns when all are gone. */
    void run(Children children) throws Exception;
}
