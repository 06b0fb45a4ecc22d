/** The command line of ./play. */
package dev.defunct.lab.cli;
