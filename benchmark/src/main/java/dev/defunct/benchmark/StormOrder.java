package dev.defunct.benchmark;

import java.util.List;

/**
 * What the director tells a runner to do, one line: so many children, this command, and that one
 * for every 16th. The words of a command have commas between them.
 */
record Order(int number, List<String> plain, List<String> other) {

    static Order parse(String line) {
        String[] field = line.split(" ");
        return new Order(Integer.parseInt(field[0]), words(field[1]), words(field[2]));
    }

    /** The same for another number. */
    Order but(int otherNumber) {
        return new Order(otherNumber, plain, other);
    }

    private static List<String> words(String command) {
        return List.of(command.split(","));
    }

    @Override
    public String toString() {
        return number + " " + String.join(",", plain) + " " + String.join(",", other);
    }
}
