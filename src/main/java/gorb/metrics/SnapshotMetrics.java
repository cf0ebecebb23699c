package gorb.metrics;

import gorb.control.Snapshot;
import gorb.dataplane.Connections;
import gorb.model.Health;
import gorb.model.PoolStanding;
import gorb.model.RealServer;
import gorb.model.ServerHealth;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The gauges that say what is: those of the original, by its names and labels, and the state of the daemon. Made anew
 * from one snapshot at each scrape, so that nothing stale is left of what was removed.
 */
final class SnapshotMetrics implements MultiCollector {
  private final Supplier<Snapshot> snapshots;

  SnapshotMetrics(Supplier<Snapshot> snapshots) {
    this.snapshots = snapshots;
  }

  @Override
  public MetricSnapshots collect() {
    var snapshot = snapshots.get();
    var gauges = new Gauges();
    snapshot.intent().services().forEach((name, service) -> gauges.add(snapshot, name, service));
    return gauges.and(
        ofServices(snapshot, "gorb_service_quorum", "1 while enough backends of the service serve",
            PoolStanding::hasQuorum),
        ofServices(snapshot, "gorb_service_panic", "1 while all backends of the service are used, also those that are down",
            standing -> standing.use() == PoolStanding.Use.ALL),
        gauge("gorb_dataplane", "The data plane in use (always 1)", Labels.of("name", snapshot.dataplane().name()), 1),
        gauge("gorb_settled", "1 while the data plane carries what is wanted", Labels.EMPTY, snapshot.isSettled() ? 1 : 0),
        gauge("gorb_steps_pending_refused", "Steps that the data plane refuses at present", Labels.EMPTY,
            snapshot.refused().size()),
        gauge("gorb_backends_draining", "Backends that drain", Labels.EMPTY, snapshot.draining().size()),
        gauge("gorb_drain_connections", "Connections that drains wait for, as of the last count", Labels.EMPTY,
            (double) snapshot.drains().values().stream()
                .flatMap(drain -> drain.connections().stream()).mapToLong(Connections::left).sum()),
        gauge("gorb_intent_revision", "Grows with every change of what is wanted", Labels.EMPTY,
            (double) snapshot.revision()));
  }

  private static GaugeSnapshot ofServices(
      Snapshot snapshot, String name, String help, Predicate<PoolStanding> what) {
    var gauge = GaugeSnapshot.builder().name(name).help(help);
    snapshot.standings().forEach((service, standing) ->
        gauge.dataPoint(point(Labels.of("name", service), what.test(standing) ? 1 : 0)));
    return gauge.build();
  }

  private static GaugeSnapshot gauge(String name, String help, Labels labels, double value) {
    return GaugeSnapshot.builder().name(name).help(help).dataPoint(point(labels, value)).build();
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  /** The original's six. */
  private static final class Gauges {
    private final GaugeSnapshot.Builder serviceHealth =
        builder("gorb_service_health", "Health of the load balancer service");
    private final GaugeSnapshot.Builder serviceBackends =
        builder("gorb_service_backends", "Number of backends in the load balancer service");
    private final GaugeSnapshot.Builder uptime =
        builder("gorb_service_backend_uptime_seconds", "Uptime in seconds of a backend service");
    private final GaugeSnapshot.Builder health =
        builder("gorb_service_backend_health", "Health of a backend service");
    private final GaugeSnapshot.Builder status =
        builder("gorb_service_backend_status", "Status of a backend service");
    private final GaugeSnapshot.Builder weight =
        builder("gorb_service_backend_weight", "Weight of a backend service");

    private void add(Snapshot snapshot, String name, VirtualService service) {
      var labels = labels(name, service);
      serviceHealth.dataPoint(point(labels, snapshot.healthOf(name, service)));
      serviceBackends.dataPoint(point(labels, service.servers().size()));
      service.servers().forEach((serverName, server) -> add(snapshot, name, serverName, server));
    }

    private void add(Snapshot snapshot, String service, String name, RealServer server) {
      var known = snapshot.healthOf(service, name, server);
      var labels = Labels.of(
          "service_name", service,
          "name", name,
          "host", server.wording().getOrDefault("host", server.key().address().toString()),
          "port", Integer.toString(server.key().port()));
      uptime.dataPoint(point(labels, (double) known.uptime().toSeconds()));
      health.dataPoint(point(labels, known.history().ratio()));
      status.dataPoint(point(labels, statusCode(known)));
      weight.dataPoint(point(labels, snapshot.weightOf(service, name, server)));
    }

    private MetricSnapshots and(GaugeSnapshot... others) {
      var all = MetricSnapshots.builder()
          .metricSnapshot(serviceHealth.build())
          .metricSnapshot(serviceBackends.build())
          .metricSnapshot(uptime.build())
          .metricSnapshot(health.build())
          .metricSnapshot(status.build())
          .metricSnapshot(weight.build());
      for (var other : others) {
        all.metricSnapshot(other);
      }
      return all.build();
    }

    private static GaugeSnapshot.Builder builder(String name, String help) {
      return GaugeSnapshot.builder().name(name).help(help);
    }

    private static Labels labels(String name, VirtualService service) {
      return switch (service.key()) {
        case ServiceKey.Endpoint(var protocol, var vip, var port) -> Labels.of(
            "name", name,
            "host", service.wording().getOrDefault("host", vip.toString()),
            "port", Integer.toString(port),
            "protocol", protocol.label());
        case ServiceKey.FirewallMark mark ->
            Labels.of("name", name, "host", mark.toString(), "port", "", "protocol", "");
      };
    }

    /** The original's codes: 0 up, and before the first check; 1 down. */
    private static int statusCode(ServerHealth health) {
      return switch (health.health()) {
        case Health.Unknown _, Health.Up _ -> 0;
        case Health.Down _ -> 1;
      };
    }
  }
}
