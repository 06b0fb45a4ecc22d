/** Starts the processes of a play, observes them from outside, and lets each exit in its turn. */
package dev.defunct.lab.director;
