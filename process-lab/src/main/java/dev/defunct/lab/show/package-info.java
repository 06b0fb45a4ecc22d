/** Shows a play: as a story, as text, as a picture. */
package dev.defunct.lab.show;
