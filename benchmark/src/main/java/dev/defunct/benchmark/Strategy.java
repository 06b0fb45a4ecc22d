package dev.defunct.benchmark;

import java.util.List;

/** A way to start many children and leave no zombie. */
interface Strategy {

    /** Starts them all, at most {@link Children#MOST_ALIVE} at once; returns when all are gone. */
    void run(Children children) throws Exception;

    /** What is started for a command. */
    default List<String> wrap(List<String> command) {
        return command;
    }
}
