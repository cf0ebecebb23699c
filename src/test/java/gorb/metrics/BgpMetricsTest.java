package gorb.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.bfd.LinkState;
import gorb.bfd.LinkView;
import gorb.bgp.PeerView;
import gorb.model.IpAddress;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BgpMetricsTest {
  @Test
  void aLinkThatIsWatchedHasSeriesAndAnotherHasNone() throws IOException {
    var text = scrape(
        peer("10.79.0.2", Optional.of(link(LinkState.UP, 0))),
        peer("10.79.0.3", Optional.of(link(LinkState.DOWN, 2))),
        peer("10.79.0.4", Optional.empty()));

    assertThat(text.lines().filter(line -> line.startsWith("gorb_bgp_peer_bfd"))).containsExactlyInAnyOrder(
        "gorb_bgp_peer_bfd_up{asn=\"64513\",peer=\"10.79.0.2\"} 1.0",
        "gorb_bgp_peer_bfd_up{asn=\"64513\",peer=\"10.79.0.3\"} 0.0",
        "gorb_bgp_peer_bfd_failures_total{asn=\"64513\",peer=\"10.79.0.2\"} 0.0",
        "gorb_bgp_peer_bfd_failures_total{asn=\"64513\",peer=\"10.79.0.3\"} 2.0");
  }

  @Test
  void aSessionThatIsNotEstablishedIsNotUp() throws IOException {
    var idle = new PeerView(IpAddress.of("10.79.0.9"), 64_513, "idle", Instant.EPOCH, "hold timer expired", List.of(),
        false, Set.of(), new PeerView.Received(0, 0, 0, 0), 3, Optional.empty());

    assertThat(scrape(peer("10.79.0.2", Optional.empty()), idle).lines()).contains(
        "gorb_bgp_peer_up{asn=\"64513\",peer=\"10.79.0.2\"} 1.0",
        "gorb_bgp_peer_up{asn=\"64513\",peer=\"10.79.0.9\"} 0.0",
        "gorb_bgp_peer_flaps_total{asn=\"64513\",peer=\"10.79.0.9\"} 3.0");
  }

  private static LinkView link(LinkState state, long failures) {
    return new LinkView(state, Instant.EPOCH, "", Duration.ofMillis(300), Duration.ofMillis(900), failures);
  }

  private static PeerView peer(String address, Optional<LinkView> link) {
    return new PeerView(IpAddress.of(address), 64_513, "established", Instant.EPOCH, "", List.of(), false, Set.of(),
        new PeerView.Received(0, 0, 0, 0), 0, link);
  }

  private static String scrape(PeerView... peers) throws IOException {
    var registry = new PrometheusRegistry();
    registry.register(new BgpMetrics(() -> List.of(peers)));
    var out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
    return out.toString(StandardCharsets.UTF_8);
  }
}
