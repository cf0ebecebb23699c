package gorb.metrics;

import gorb.control.DiscoveryStatus;
import gorb.control.DiscoveryStatus.State;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The sources of services that are discovered, read at each scrape. */
final class DiscoveryMetrics implements MultiCollector {
  private final Supplier<Map<String, DiscoveryStatus>> statuses;

  DiscoveryMetrics(Supplier<Map<String, DiscoveryStatus>> statuses) {
    this.statuses = statuses;
  }

  @Override
  public MetricSnapshots collect() {
    var now = statuses.get();
    return MetricSnapshots.builder()
        .metricSnapshot(gauge(now, "gorb_discovery_up", "1 while the source of the service names backends",
            it -> it.state() == State.CURRENT ? 1 : 0))
        .metricSnapshot(gauge(now, "gorb_discovery_backends", "Backends that can be used in the last answer",
            DiscoveryStatus::found))
        .metricSnapshot(gauge(now, "gorb_discovery_last_read_timestamp_seconds",
            "When the source answered; 0 for never",
            it -> it.lastRead().map(at -> at.getEpochSecond()).orElse(0L)))
        .metricSnapshot(counter(now, "gorb_discovery_reads", "Answers of the source", DiscoveryStatus::reads))
        .metricSnapshot(counter(now, "gorb_discovery_failures", "Questions that the source did not answer",
            DiscoveryStatus::failures))
        .build();
  }

  private static GaugeSnapshot gauge(
      Map<String, DiscoveryStatus> statuses, String name, String help, ToLongFunction<DiscoveryStatus> value) {
    var series = GaugeSnapshot.builder().name(name).help(help);
    statuses.forEach((service, status) -> series.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
        .labels(Labels.of("name", service)).value((double) value.applyAsLong(status)).build()));
    return series.build();
  }

  private static CounterSnapshot counter(
      Map<String, DiscoveryStatus> statuses, String name, String help, ToLongFunction<DiscoveryStatus> value) {
    var series = CounterSnapshot.builder().name(name).help(help);
    statuses.forEach((service, status) -> series.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
        .labels(Labels.of("name", service)).value((double) value.applyAsLong(status)).build()));
    return series.build();
  }
}
