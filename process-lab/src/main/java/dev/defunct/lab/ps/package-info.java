/** Reads the process table, as ps shows it. */
package dev.defunct.lab.ps;
