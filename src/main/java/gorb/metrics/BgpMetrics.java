package gorb.metrics;

import gorb.bfd.LinkState;
import gorb.bfd.LinkView;
import gorb.bgp.PeerView;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The sessions with routers, read at each scrape. */
final class BgpMetrics implements MultiCollector {
  private final Supplier<List<PeerView>> peers;

  BgpMetrics(Supplier<List<PeerView>> peers) {
    this.peers = peers;
  }

  @Override
  public MetricSnapshots collect() {
    var now = peers.get();
    return MetricSnapshots.builder()
        .metricSnapshot(gauge(now, "gorb_bgp_peer_up", "1 while the session with the router is established",
            peer -> peer.isEstablished() ? 1 : 0))
        .metricSnapshot(gauge(now, "gorb_bgp_peer_announced_prefixes", "Prefixes that the router is told of",
            peer -> peer.announced().size()))
        .metricSnapshot(counter(now, "gorb_bgp_peer_flaps", "Established sessions that ended", PeerView::flaps))
        .metricSnapshot(counter(now, "gorb_bgp_peer_received_messages", "Messages from the router in this session",
            peer -> peer.received().messages()))
        .metricSnapshot(gauge(watched(now), "gorb_bgp_peer_bfd_up",
            "1 while the link to the router is known to be alive",
            peer -> peer.link().filter(link -> link.state() == LinkState.UP).isPresent() ? 1 : 0))
        .metricSnapshot(counter(watched(now), "gorb_bgp_peer_bfd_failures", "How often the link was found dead",
            peer -> peer.link().map(LinkView::failures).orElse(0L)))
        .build();
  }

  private static List<PeerView> watched(List<PeerView> peers) {
    return peers.stream().filter(peer -> peer.link().isPresent()).toList();
  }

  private static GaugeSnapshot gauge(List<PeerView> peers, String name, String help, ToLongFunction<PeerView> value) {
    var series = GaugeSnapshot.builder().name(name).help(help);
    peers.forEach(peer -> series.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
        .labels(labels(peer)).value((double) value.applyAsLong(peer)).build()));
    return series.build();
  }

  private static CounterSnapshot counter(
      List<PeerView> peers, String name, String help, ToLongFunction<PeerView> value) {
    var series = CounterSnapshot.builder().name(name).help(help);
    peers.forEach(peer -> series.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
        .labels(labels(peer)).value((double) value.applyAsLong(peer)).build()));
    return series.build();
  }

  private static Labels labels(PeerView peer) {
    return Labels.of("peer", peer.address().toString(), "asn", Long.toString(peer.asn()));
  }
}
