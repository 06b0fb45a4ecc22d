/** The code that runs inside the processes of a play. */
package dev.defunct.lab.role;
