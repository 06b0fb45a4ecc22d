package dev.defunct.benchmark;

import java.util.List;

/** A way to start many children and leave no zombie. */
interface Strategy {

    /** Starts them all, and returns when all are gone. */
    void run(Children children) throws Exception;

    /** What is started for a command: the same, or a program that starts it. */
    default List<String> commandFor(List<String> command) {
        return command;
    }
}
