package gorb.metrics;

import gorb.webhooks.WebhookView;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;

/** What came of what receivers of webhooks shall know, read at each scrape. */
final class WebhookMetrics implements MultiCollector {
  private final Supplier<List<WebhookView>> webhooks;

  WebhookMetrics(Supplier<List<WebhookView>> webhooks) {
    this.webhooks = webhooks;
  }

  @Override
  public MetricSnapshots collect() {
    var events = CounterSnapshot.builder().name("gorb_webhook_events")
        .help("Events for a receiver, by what came of them");
    var tries = CounterSnapshot.builder().name("gorb_webhook_failed_tries")
        .help("Requests that a receiver did not take");
    var queue = GaugeSnapshot.builder().name("gorb_webhook_queued_events").help("Events that wait for a receiver");
    for (var view : webhooks.get()) {
      var name = view.name();
      events.dataPoint(count(view.sent(), "webhook", name, "result", "sent"))
          .dataPoint(count(view.failed(), "webhook", name, "result", "failed"))
          .dataPoint(count(view.dropped(), "webhook", name, "result", "dropped"));
      tries.dataPoint(count(view.failedTries(), "webhook", name));
      queue.dataPoint(
          GaugeDataPointSnapshot.builder().labels(Labels.of("webhook", name)).value(view.queued()).build());
    }
    return MetricSnapshots.of(events.build(), tries.build(), queue.build());
  }

  private static CounterDataPointSnapshot count(long value, String... labels) {
    return CounterDataPointSnapshot.builder().labels(Labels.of(labels)).value((double) value).build();
  }
}
