package gorb.metrics;

import gorb.bgp.PeerView;
import gorb.control.DiscoveryStatus;
import gorb.control.Snapshot;
import gorb.dataplane.Counters;
import gorb.control.TurnListener;
import gorb.dataplane.Step;
import gorb.webhooks.WebhookView;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Everything that can be watched, in Prometheus's text format: base units, bounded labels, one registry of its own.
 * Every metric is described in docs/metrics.md. Safe for use by many threads.
 */
public final class Metrics implements TurnListener {
  /** The media type of {@link #scrape}. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  private final Histogram turnDuration = Histogram.builder()
      .name("gorb_turn_duration_seconds")
      .help("How long the turns of the controller took")
      .classicUpperBounds(0.0001, 0.001, 0.01, 0.1, 1)
      .register(registry);
  private final Counter events = Counter.builder()
      .name("gorb_events_total")
      .help("Events that the controller took in")
      .register(registry);
  private final Counter drains = Counter.builder()
      .name("gorb_drains_total")
      .help("Drains that ended, by why")
      .labelNames("end")
      .register(registry);
  private final Counter stepsTaken = Counter.builder()
      .name("gorb_steps_taken_total")
      .help("Steps that the data plane took")
      .labelNames("step")
      .register(registry);
  private final Counter stepsRefused = Counter.builder()
      .name("gorb_steps_refused_total")
      .help("Steps that the data plane refused")
      .labelNames("kind")
      .register(registry);
  private final Counter drift = Counter.builder()
      .name("gorb_drift_steps_total")
      .help("Steps that were needed because somebody else had changed the data plane")
      .register(registry);
  private final Counter transitions = Counter.builder()
      .name("gorb_health_transitions_total")
      .help("Verdicts on servers that changed")
      .labelNames("to")
      .register(registry);
  private final Counter checks = Counter.builder()
      .name("gorb_checks_total")
      .help("Health checks that ended")
      .labelNames("type", "result")
      .register(registry);
  private final Histogram checkDuration = Histogram.builder()
      .name("gorb_check_duration_seconds")
      .help("How long health checks took")
      .labelNames("type")
      .classicUpperBounds(0.001, 0.005, 0.025, 0.1, 0.5, 1, 5)
      .register(registry);

  private final Histogram checkLateness = Histogram.builder()
      .name("gorb_check_lateness_seconds")
      .help("How much later than due health checks began")
      .classicUpperBounds(0.001, 0.01, 0.1, 0.5, 1, 5)
      .register(registry);

  /**
   * Metrics of a daemon.
   *
   * @param version of the program
   * @param snapshots gives the newest snapshot at each scrape
   * @param counters of the data plane, where it has any
   */
  public Metrics(String version, Supplier<Snapshot> snapshots, Optional<Counters> counters) {
    registry.register(new SnapshotMetrics(snapshots));
    counters.ifPresent(it -> registry.register(new TrafficMetrics(snapshots, it)));
    Info.builder()
        .name("gorb_build_info")
        .help("The version of gorb and of the Java that runs it")
        .labelNames("version", "java")
        .register(registry)
        .setLabelValues(version, Runtime.version().toString());
  }

  /** Shows the sessions with routers, too. */
  public void showPeers(Supplier<List<PeerView>> peers) {
    registry.register(new BgpMetrics(peers));
  }

  /** Shows what came of what receivers of webhooks shall know, too. */
  public void showWebhooks(Supplier<List<WebhookView>> webhooks) {
    registry.register(new WebhookMetrics(webhooks));
  }

  /** Shows how many settings of the director are not as wanted, too. */
  public void showDirector(IntSupplier different) {
    GaugeWithCallback.builder()
        .name("gorb_director_settings_different")
        .help("Settings of IPVS as a whole that are not as wanted")
        .callback(gauge -> gauge.call(different.getAsInt()))
        .register(registry);
  }

  /** Shows how discovery is doing, too. */
  public void showDiscoveries(Supplier<Map<String, DiscoveryStatus>> statuses) {
    registry.register(new DiscoveryMetrics(statuses));
  }

  /** The page for Prometheus, in its text format 0.0.4. */
  public byte[] scrape() {
    var page = new ByteArrayOutputStream();
    try {
      writer.write(page, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return page.toByteArray();
  }

  /**
   * A health check ended.
   *
   * @param type its kind, as users write it
   * @param result {@code success}, {@code failure}, or {@code not asked} where this host lacked what it needs
   * @param late how much later than due it began
   */
  public void checked(String type, String result, Duration took, Duration late) {
    checks.labelValues(type, result).inc();
    checkDuration.labelValues(type).observe(seconds(took));
    checkLateness.observe(seconds(late));
  }

  @Override
  public void turned(Turn turn) {
    turnDuration.observe(seconds(turn.took()));
    events.inc(turn.events());
    add(stepsTaken, turn.taken(), Metrics::label);
    add(stepsRefused, turn.refused(), refusal -> refusal.kind().label());
    drift.inc(turn.drift().size());
    add(drains, turn.drained(), end -> end.cause().name().toLowerCase(Locale.ROOT));
    add(transitions, turn.transitions(), transition -> transition.to().label());
  }

  @Override
  public void published(Snapshot snapshot) {}

  /** Counts first: a turn may have many thousands of one label; most have none. */
  private static <T> void add(Counter counter, List<T> happened, Function<T, String> label) {
    if (!happened.isEmpty()) {
      happened.stream()
          .collect(Collectors.groupingBy(label, Collectors.counting()))
          .forEach((name, count) -> counter.labelValues(name).inc(count));
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static String label(Step step) {
    return switch (step) {
      case Step.AddService _ -> "add_service";
      case Step.EditService _ -> "edit_service";
      case Step.RemoveService _ -> "remove_service";
      case Step.AddDestination _ -> "add_destination";
      case Step.EditDestination _ -> "edit_destination";
      case Step.RemoveDestination _ -> "remove_destination";
    };
  }
}
