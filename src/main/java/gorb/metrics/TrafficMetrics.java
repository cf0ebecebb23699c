package gorb.metrics;

import gorb.control.Snapshot;
import gorb.dataplane.Counters;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.DestinationCounters;
import gorb.dataplane.ServiceCounters;
import gorb.dataplane.Traffic;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What the data plane has carried, read at each scrape, of the services and servers that are wanted now. */
final class TrafficMetrics implements MultiCollector {
  private static final System.Logger LOG = System.getLogger(TrafficMetrics.class.getName());

  private final Supplier<Snapshot> snapshots;
  private final Counters counters;

  TrafficMetrics(Supplier<Snapshot> snapshots, Counters counters) {
    this.snapshots = snapshots;
    this.counters = counters;
  }

  @Override
  public MetricSnapshots collect() {
    try {
      return new Page(snapshots.get(), counters.services()).build(counters.pauses());
    } catch (DataplaneException e) {
      LOG.log(Level.WARNING, "event=counters-unread reason=\"{0}\"", e.getMessage());
      return MetricSnapshots.of();
    }
  }

  /** The series of one scrape. */
  private static final class Page {
    private final Snapshot snapshot;
    private final Map<ServiceKey, ServiceCounters> carried;

    Page(Snapshot snapshot, Map<ServiceKey, ServiceCounters> carried) {
      this.snapshot = snapshot;
      this.carried = carried;
    }

    MetricSnapshots build(long pauses) {
      return MetricSnapshots.builder()
          .metricSnapshot(services("gorb_service_connections", "Connections scheduled", Traffic::connections))
          .metricSnapshot(services("gorb_service_received_bytes", "Bytes from clients", Traffic::bytesIn))
          .metricSnapshot(services("gorb_service_sent_bytes", "Bytes to clients", Traffic::bytesOut))
          .metricSnapshot(services("gorb_service_received_packets", "Packets from clients", Traffic::packetsIn))
          .metricSnapshot(services("gorb_service_sent_packets", "Packets to clients", Traffic::packetsOut))
          .metricSnapshot(servers("gorb_service_backend_active_connections",
              "Connections that are being made or are established", DestinationCounters::active))
          .metricSnapshot(servers("gorb_service_backend_inactive_connections",
              "Connections that are ending, and flows of UDP", DestinationCounters::inactive))
          .metricSnapshot(servers("gorb_service_backend_persistent_connections",
              "Clients that are to keep the backend", DestinationCounters::persistent))
          .metricSnapshot(carriedByServers("gorb_service_backend_connections",
              "Connections scheduled", Traffic::connections))
          .metricSnapshot(carriedByServers("gorb_service_backend_received_bytes",
              "Bytes from clients", Traffic::bytesIn))
          .metricSnapshot(carriedByServers("gorb_service_backend_sent_bytes",
              "Bytes to clients", Traffic::bytesOut))
          .metricSnapshot(carriedByServers("gorb_service_backend_received_packets",
              "Packets from clients", Traffic::packetsIn))
          .metricSnapshot(carriedByServers("gorb_service_backend_sent_packets",
              "Packets to clients", Traffic::packetsOut))
          .metricSnapshot(CounterSnapshot.builder()
              .name("gorb_accept_pauses")
              .help("How often accepting paused for lack of descriptors or memory")
              .dataPoint(point(Labels.EMPTY, pauses))
              .build())
          .build();
    }

    private CounterSnapshot services(String name, String help, ToLongFunction<Traffic> amount) {
      var series = CounterSnapshot.builder().name(name).help(help);
      snapshot.intent().services().forEach((service, it) -> {
        var counted = carried.get(it.key());
        if (counted != null) {
          series.dataPoint(point(Labels.of("name", service), amount.applyAsLong(counted.total())));
        }
      });
      return series.build();
    }

    private CounterSnapshot carriedByServers(String name, String help, ToLongFunction<Traffic> amount) {
      var series = CounterSnapshot.builder().name(name).help(help);
      snapshot.intent().services().forEach((service, it) -> it.servers().forEach((server, real) ->
          series.dataPoint(point(
              Labels.of("service_name", service, "name", server),
              amount.applyAsLong(of(it.key(), real.key()).total())))));
      return series.build();
    }

    private GaugeSnapshot servers(String name, String help, ToLongFunction<DestinationCounters> amount) {
      var series = GaugeSnapshot.builder().name(name).help(help);
      snapshot.intent().services().forEach((service, it) -> it.servers().forEach((server, real) ->
          series.dataPoint(GaugeDataPointSnapshot.builder()
              .labels(Labels.of("service_name", service, "name", server))
              .value((double) amount.applyAsLong(of(it.key(), real.key())))
              .build())));
      return series.build();
    }

    private DestinationCounters of(ServiceKey service, ServerKey server) {
      var counted = carried.get(service);
      return counted == null
          ? DestinationCounters.NONE
          : counted.destinations().getOrDefault(server, DestinationCounters.NONE);
    }

    private static CounterDataPointSnapshot point(Labels labels, long value) {
      return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
    }
  }
}
