/** Calls the operating system through jnr-posix, and reads /proc. */
package dev.defunct.lab.posix;
