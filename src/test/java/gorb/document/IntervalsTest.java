package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalsTest {
  @ParameterizedTest
  @CsvSource({
    "5s, PT5S", "600s, PT10M", "2m, PT2M", "24h, PT24H", "5sec, PT5S", "3seconds, PT3S", "4min, PT4M",
    "10minutes, PT10M",
    "2hours, PT2H", "' 5S ', PT5S", "500ms, PT0.5S", "1.5s, PT1.5S", "1m30s, PT1M30S", "1h2m3s4ms, PT1H2M3.004S",
    "1hour, PT1H", "1minute, PT1M", "1second, PT1S", "+5s, PT5S", "-5s, PT-5S", "0s, PT0S", "0.5m, PT30S",
  })
  void aNumberAndAUnitMakeAnInterval(String text, Duration interval) {
    assertThat(Intervals.parse(text)).contains(interval);
  }

  /** A short form is read without the pattern that reads all others; a point makes it one of these. */
  @Test
  void aShortFormIsReadAsAnyOther() {
    for (var unit : List.of("ms", "s", "m", "h")) {
      for (var number : List.of("0", "00", "7", "99", "000123", "999999", "1000000", "12345678")) {
        assertThat(Intervals.parse(number + unit)).as(number + unit).isPresent()
            .isEqualTo(Intervals.parse(number + ".0" + unit));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "5", "60", "foos", "24z", "5 s", "s", "-", "+s", "1..5s", "1.s", ".5s", "1,5s", "1e3s", "1m 30s", "--5s",
    "1m-30s",
    "5d", "5µs", "\u0665s", "5s\u0000", "0x5s", "00000000000000000000000000000000000000000000000000000000000000001s",
  })
  void anythingElseIsNone(String text) {
    assertThat(Intervals.parse(text)).isEmpty();
  }

  @Test
  void anIntervalBeyondEveryBoundDoesNotWrapAround() {
    assertThat(Intervals.parse("9999999999999h").orElseThrow()).isGreaterThan(Intervals.LONGEST);
    assertThat(Intervals.parse("-9999999999999h").orElseThrow()).isNegative();
  }

  @ParameterizedTest
  @CsvSource({"PT5S, 5s", "PT1M, 1m", "PT90S, 90s", "PT24H, 24h", "PT0.5S, 500ms", "PT1.5S, 1500ms",
      "PT0.0105S, 0.0105s"})
  void anIntervalIsWrittenInItsLargestWholeUnit(Duration interval, String text) {
    assertThat(Intervals.format(interval)).isEqualTo(text);
  }

  @Test
  void whatIsWrittenIsReadAsTheSame() {
    long seed = 20261123;
    var random = new Random(seed);

    for (int i = 0; i < 2_000; i++) {
      var interval = Duration.ofNanos(random.nextLong(1, Intervals.LONGEST.toNanos()));
      var coarse = random.nextBoolean() ? interval : Duration.ofSeconds(interval.toSeconds());

      assertThat(Intervals.parse(Intervals.format(coarse))).as("seed %d, %s", seed, coarse).contains(coarse);
    }
  }
}
