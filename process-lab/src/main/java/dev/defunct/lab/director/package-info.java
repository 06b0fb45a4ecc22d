/** Starts the processes of a play, observes them from outside, and lets them exit one by one. */
package dev.defunct.lab.director;
