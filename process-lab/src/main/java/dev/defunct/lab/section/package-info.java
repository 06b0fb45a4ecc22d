/** What a section claims and expects, and what was observed when it was played. */
package dev.defunct.lab.section;
