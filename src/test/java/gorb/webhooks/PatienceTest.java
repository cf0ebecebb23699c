package gorb.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofHours(1));

  @Test
  void pausesDoubleUpToALongestOneAndAreNeverTheSameForAll() {
    long seed = new SplittableRandom().nextLong();
    var random = new SplittableRandom(seed);
    for (int failures = 1; failures < 200; failures++) {
      var whole = Duration.ofSeconds(failures > 6 ? 60 : 1L << (failures - 1));
      var pauses = new HashSet<Duration>();
      for (int i = 0; i < 20; i++) {
        pauses.add(PATIENCE.pause(failures, random));
      }
      assertThat(pauses).as("seed " + seed).hasSizeGreaterThan(10)
          .allSatisfy(pause -> assertThat(pause).isBetween(whole.dividedBy(2), whole));
    }
  }
}
