/** Calls the operating system through jnr-posix: spawns, waits, changes signals. */
package dev.defunct.lab.posix;
