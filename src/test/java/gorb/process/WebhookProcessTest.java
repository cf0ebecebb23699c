package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.health.TestCertificates;
import gorb.http.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real daemon that tells real receivers. */
@Tag("process")
class WebhookProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String SECRET = "s3cret-of-the-test";

  @TempDir
  private Path folder;

  @Test
  void aVerdictIsToldWithASignatureThatAReceiverCanCheck() throws Exception {
    try (var receiver = WebhookReceiver.start(); var refusing = new Socket(); var gorb = daemon(receiver, """
        events: [verdict]
        """)) {
      var api = address(gorb);
      refusing.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      put(api, "/service/web", "{\"host\":\"127.0.0.1\",\"port\":8080}");
      put(api, "/service/web/one", "{\"host\":\"127.0.0.1\",\"port\":" + refusing.getLocalPort()
          + ",\"pulse\":{\"type\":\"tcp\",\"interval\":\"100ms\"}}");

      var told = receiver.next();

      assertThat(told.path()).isEqualTo("/hook?token=hidden");
      assertThat(told.signature()).hasValue(told.signedBy(SECRET));
      assertThat(told.id()).isEqualTo(told.json().get("id").stringValue());
      assertThat(told.events()).singleElement().satisfies(event -> {
        assertThat(event.get("event").stringValue()).isEqualTo("verdict");
        assertThat(event.get("data").get("service").stringValue()).isEqualTo("web");
        assertThat(event.get("data").get("name").stringValue()).isEqualTo("one");
        assertThat(event.get("data").get("to").get("verdict").stringValue()).isEqualTo("down");
        assertThat(event.get("data").get("to").get("reason").stringValue()).isNotEmpty();
      });
    }
  }

  @Test
  void whoFailsIsToldTheSameAgainAndInOrder() throws Exception {
    try (var receiver = WebhookReceiver.start(); var gorb = daemon(receiver, "events: [revision]\n")) {
      var api = address(gorb);
      receiver.answer(503, 302);
      put(api, "/service/web", "{\"host\":\"127.0.0.1\",\"port\":8080}");
      var first = receiver.next();
      var second = receiver.next();
      var third = receiver.next();
      put(api, "/service/mail", "{\"host\":\"127.0.0.1\",\"port\":8025}");

      assertThat(List.of(second.id(), third.id())).containsOnly(first.id());
      assertThat(List.of(second.body(), third.body())).containsOnly(first.body());
      assertThat(third.signature()).hasValue(third.signedBy(SECRET));
      assertThat(numbers(third)).containsExactly(1);
      var last = receiver.next();
      assertThat(last.id()).isNotEqualTo(first.id());
      assertThat(numbers(last)).containsExactly(2);
      var name = "webhook=\"127.0.0.1:" + receiver.port() + "\"";
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(metrics(api)).contains(
          "gorb_webhook_events_total{result=\"sent\"," + name + "} 2.0",
          "gorb_webhook_events_total{result=\"failed\"," + name + "} 0.0",
          "gorb_webhook_events_total{result=\"dropped\"," + name + "} 0.0",
          "gorb_webhook_failed_tries_total{" + name + "} 2.0",
          "gorb_webhook_queued_events{" + name + "} 0.0"));
      assertThat(gorb.output()).contains("event=webhook-failed webhook=127.0.0.1:" + receiver.port(),
          "reason=\"status 503\"", "reason=\"status 302\"", "event=webhook-works")
          .doesNotContain(SECRET, "hidden");
    }
  }

  @Test
  void whoIsSlowKeepsNobodyWaitingAndLosesTheOldest() throws Exception {
    try (var slow = WebhookReceiver.start(); var quick = WebhookReceiver.start();
        var gorb = daemon("""
            webhooks:
            - {url: "http://127.0.0.1:%d/", name: slow, timeout: 1s, queue: 3, events: [revision]}
            - {url: "http://127.0.0.1:%d/", name: quick, events: [revision]}
            """.formatted(slow.port(), quick.port()))) {
      var api = address(gorb);
      slow.hold();
      put(api, "/service/s0", "{\"host\":\"127.0.0.1\",\"port\":8000}");
      var held = slow.next();
      for (int i = 1; i <= 10; i++) {
        put(api, "/service/s" + i, "{\"host\":\"127.0.0.1\",\"port\":" + (8000 + i) + "}");
      }
      var told = new ArrayList<Integer>();
      while (told.size() < 11) {
        told.addAll(numbers(quick.next()));
      }
      assertThat(told).as("who is quick").containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
      assertThat(slow.next().id()).as("tried again after its second was over").isEqualTo(held.id());

      slow.release();
      var next = slow.next();
      while (next.id().equals(held.id())) {
        next = slow.next();
      }
      assertThat(numbers(held)).containsExactly(1);
      assertThat(numbers(next)).as("who was slow").containsExactly(9, 10, 11);
      assertThat(next.json().get("dropped").intValue()).isEqualTo(7);
      assertThat(next.signature()).as("nobody asked for one").isEmpty();
      assertThat(gorb.output()).contains("event=webhook-dropped webhook=slow events=7", "no answer within 1000 ms");
    }
  }

  @Test
  void theEndWaitsForNobodyWhoDoesNotAnswer() throws Exception {
    try (var quick = WebhookReceiver.start(); var slow = WebhookReceiver.start();
        var gorb = daemon("""
            webhooks:
            - {url: "http://127.0.0.1:%d/", name: quick, events: [revision]}
            - {url: "http://127.0.0.1:%d/", name: slow, timeout: 60s, events: [revision]}
            """.formatted(quick.port(), slow.port()))) {
      var api = address(gorb);
      slow.hold();
      put(api, "/service/web", "{\"host\":\"127.0.0.1\",\"port\":8080}");
      slow.next();
      assertThat(numbers(quick.next())).containsExactly(1);
      put(api, "/service/mail", "{\"host\":\"127.0.0.1\",\"port\":8025}");
      assertThat(numbers(quick.next())).containsExactly(2);
      gorb.terminate();

      assertThat(gorb.awaitExit()).isZero();
      assertThat(gorb.output()).contains("event=stopped",
          "event=webhook-given-up webhook=slow events=2 reason=\"the daemon stops\"");
      assertThat(slow.waiting()).isZero();
    }
  }

  @Test
  void onlyWhoseCertificateIsGoodIsToldByTls() throws Exception {
    try (var good = WebhookReceiver.secured("server"); var other = WebhookReceiver.secured("other");
        var gorb = daemon("""
            webhooks:
            - {url: "https://127.0.0.1:%1$d/", name: good, events: [revision], ca_file: "%3$s"}
            - {url: "https://127.0.0.1:%2$d/", name: other, events: [revision], ca_file: "%3$s"}
            - {url: "https://127.0.0.1:%1$d/", name: unknown, events: [revision]}
            """.formatted(good.port(), other.port(), TestCertificates.path("ca.pem")))) {
      put(address(gorb), "/service/web", "{\"host\":\"127.0.0.1\",\"port\":8080}");

      assertThat(numbers(good.next())).containsExactly(1);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(gorb.output()).contains(
          "event=webhook-failed webhook=other reason=", "event=webhook-failed webhook=unknown reason="));
      assertThat(other.waiting() + good.waiting()).isZero();
    }
  }

  @Test
  void aSecretThatCannotBeReadIsToldAtTheStart() throws IOException {
    var file = Files.writeString(folder.resolve("gorb.yaml"), """
        webhooks:
        - {url: "http://127.0.0.1:1/hook?token=hidden", secret_file: "%s"}
        """.formatted(folder.resolve("nowhere")));
    try (var gorb = start(file)) {
      assertThat(gorb.awaitExit()).isEqualTo(1);
      assertThat(gorb.output())
          .contains("webhooks: 127.0.0.1:1: secret_file " + folder.resolve("nowhere") + ": cannot be read")
          .doesNotContain("hidden");
    }
  }

  /** A daemon with one receiver, whose secrets it never shows. */
  private GorbProcess daemon(WebhookReceiver receiver, String more) throws IOException {
    var secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
    return daemon("""
        webhooks:
        - url: http://127.0.0.1:%d/hook?token=hidden
          secret_file: %s
          %s
        """.formatted(receiver.port(), secret, more.strip()));
  }

  private GorbProcess daemon(String config) throws IOException {
    return start(Files.writeString(folder.resolve("gorb.yaml"), config));
  }

  private static GorbProcess start(Path config) {
    return GorbProcess.start("-v", "-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "memory", "--socket", "none",
        "--state-dir", "none", "--config", config.toString());
  }

  private static InetSocketAddress address(GorbProcess gorb) {
    var listen = gorb.awaitReady();
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1)));
  }

  private static void put(InetSocketAddress api, String target, String body) throws IOException {
    assertThat(RawClient.ask(api, "PUT", target, body).status()).isEqualTo(200);
  }

  private static String metrics(InetSocketAddress api) throws IOException {
    return RawClient.ask(api, "GET", "/metrics", "").body();
  }

  /** The numbers of the revisions that are told. */
  private static List<Integer> numbers(WebhookReceiver.Delivery delivery) {
    return delivery.events().stream().map(event -> event.get("data").get("to").intValue()).toList();
  }
}
