package gorb.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.Announcer;
import gorb.control.Controller;
import gorb.control.DiscoveryStatus;
import gorb.control.DiscoveryStatus.State;
import gorb.control.TurnListener;
import gorb.dataplane.memory.InMemoryDataplane;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DiscoveryMetricsTest {
  private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

  private final Map<String, DiscoveryStatus> statuses = new TreeMap<>();
  private final Controller controller =
      new Controller(new InMemoryDataplane(), Announcer.NONE, () -> START, () -> 0, TurnListener.NONE);
  private final Metrics metrics = new Metrics("1.2.3", controller::snapshot, Optional.empty());

  DiscoveryMetricsTest() {
    metrics.showDiscoveries(() -> statuses);
  }

  @Test
  void aSourceThatAnswersAndOneThatDoesNotAreShown() {
    statuses.put("web", new DiscoveryStatus("consul web", State.CURRENT, START, START, 3, List.of(), "", 5, 2));
    statuses.put("new", new DiscoveryStatus("dns A new", State.FAILED, START, null, 0, List.of(), "refused", 0, 4));

    assertThat(scrape())
        .contains("gorb_discovery_up{name=\"web\"} 1.0\n", "gorb_discovery_up{name=\"new\"} 0.0\n")
        .contains("gorb_discovery_backends{name=\"web\"} 3.0\n")
        .contains("gorb_discovery_last_read_timestamp_seconds{name=\"web\"} " + (double) START.getEpochSecond() + "\n")
        .contains("gorb_discovery_last_read_timestamp_seconds{name=\"new\"} 0.0\n")
        .contains("gorb_discovery_reads_total{name=\"web\"} 5.0\n")
        .contains("gorb_discovery_failures_total{name=\"new\"} 4.0\n");
  }

  @Test
  void aServiceThatIsNotDiscoveredAnyMoreLeavesNoSeries() {
    statuses.put("web", new DiscoveryStatus("consul web", State.EMPTY, START, START, 0, List.of(), "", 5, 2));
    scrape();

    statuses.clear();
    assertThat(scrape()).doesNotContain("name=\"web\"");
  }

  private String scrape() {
    return new String(metrics.scrape(), StandardCharsets.UTF_8);
  }
}
