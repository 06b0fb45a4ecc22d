/** What a section claims and expects, and what was observed of it. */
package dev.defunct.lab.section;
