package dev.defunct.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Spread: medians and percentiles")
class SpreadTest {

    @Test
    @DisplayName("the median of an even number of values is half-way between the two in the middle")
    void median() {
        Spread spread = Spread.of(List.of(4.0, 1.0, 3.0, 2.0));
        assertThat(spread).isEqualTo(new Spread(1, 2.5, 4));
    }

    @Test
    @DisplayName("the 99th percentile of 101 values is the second largest value")
    void percentile() {
        List<Double> values =
                java.util.stream.IntStream.rangeClosed(0, 100).asDoubleStream().boxed().toList();
        assertThat(Spread.quantile(values, 0.99)).isEqualTo(99);
    }

    @Test
    @DisplayName("without values there is no spread")
    void none() {
        assertThat(Spread.of(List.of()).median()).isNaN();
        assertThat(Spread.of(List.of(1.0)).median()).isEqualTo(1);
    }
}
