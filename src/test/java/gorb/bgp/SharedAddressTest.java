package gorb.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.bench.TwoDirectors;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Two directors of one address behind a router; run by {@code lab/bgp}. {@code bench/anycast} says how fast. */
@Tag("bgp")
class SharedAddressTest {
  private static final int CONNECTIONS = 200;

  @TempDir
  private Path folder;

  @Test
  void connectionsSpreadOverBothAndAllGoToTheOtherWhenThePoolOfOneDies() throws Exception {
    try (var both = new TwoDirectors(folder); var _ = both.bird()) {
      both.await(() -> both.paths() == 2, "both paths");
      var counts = new int[3];
      for (int i = 0; i < CONNECTIONS; i++) {
        counts[both.ask()]++;
      }
      assertThat(counts[0]).as("failed").isZero();
      assertThat(counts[1]).as("by the first").isGreaterThan(CONNECTIONS / 5);
      assertThat(counts[2]).as("by the second").isGreaterThan(CONNECTIONS / 5);

      both.failTheFirst();
      both.await(() -> both.paths() == 1, "one path");
      for (int i = 0; i < CONNECTIONS; i++) {
        assertThat(both.ask()).isEqualTo(2);
      }
    }
  }

  /** A request that is under way when the router moves its connections may break: one for each client at the most. */
  @Test
  void noRequestIsLostByANodeThatIsDrainedAndThenStopped(TestReporter reporter) throws Exception {
    try (var both = new TwoDirectors(folder); var _ = both.bird()) {
      both.await(() -> both.paths() == 2, "both paths");
      try (var load = both.load()) {
        both.await(() -> load.asked() > CONNECTIONS, "requests before");
        assertThat(load.failed()).as("before").isZero();

        assertThat(both.command("drain", "--node"))
            .contains("node: preparing", "node: withdrawn", "node: left");
        assertThat(both.paths()).isEqualTo(1);
        assertThat(load.failed()).as("while the router turned to the other").isLessThanOrEqualTo(TwoDirectors.CLIENTS);
        reporter.publishEntry("failed while the router turned to the other", Integer.toString(load.failed()));
      }
      try (var load = both.load()) {
        both.stopTheFirst();
        both.await(() -> load.asked() > CONNECTIONS, "requests after");
        assertThat(load.failed()).as("after").isZero();
      }
    }
  }

  /** FRR has a weight of each path from 1 to 255 by its share of the whole bandwidth. */
  @Test
  void theWeightsOfTheRouterFollowTheHealthyShare() throws Exception {
    try (var both = new TwoDirectors(folder); var _ = both.frr()) {
      both.await(() -> both.paths() == 2 && Set.copyOf(both.weights()).size() == 1, "equal weights");

      both.failOneServerOfTheFirst();
      both.await(() -> isHalf(both.weights()), "half the weight of the first");
    }
  }

  private static boolean isHalf(List<Integer> weights) {
    return weights.size() == 2 && Math.abs(weights.getLast() - 2 * weights.getFirst()) <= 2;
  }
}
