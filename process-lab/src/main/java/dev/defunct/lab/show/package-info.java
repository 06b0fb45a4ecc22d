/** Shows a play: event by event, as text, as a picture. */
package dev.defunct.lab.show;
