package gorb.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.webhooks.WebhookView;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookMetricsTest {
  @Test
  void eachReceiverShowsWhatCameOfItsEvents() throws IOException {
    var registry = new PrometheusRegistry();
    registry.register(new WebhookMetrics(() -> List.of(new WebhookView("chat", 1, 2, 3, 4, 5))));
    var out = new ByteArrayOutputStream();

    PrometheusTextFormatWriter.create().write(out, registry.scrape());

    assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#")))
        .containsExactlyInAnyOrder(
            "gorb_webhook_events_total{result=\"sent\",webhook=\"chat\"} 1.0",
            "gorb_webhook_events_total{result=\"failed\",webhook=\"chat\"} 2.0",
            "gorb_webhook_events_total{result=\"dropped\",webhook=\"chat\"} 3.0",
            "gorb_webhook_failed_tries_total{webhook=\"chat\"} 4.0",
            "gorb_webhook_queued_events{webhook=\"chat\"} 5.0");
  }
}
