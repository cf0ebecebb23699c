package gorb.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import gorb.health.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A receiver of webhooks on loopback: notes every request, and answers 200 unless told otherwise. */
final class WebhookReceiver implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 120;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
  private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
  private final ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  private WebhookReceiver(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::receive);
    server.start();
  }

  /** A request as it came. */
  record Delivery(String path, String id, String timestamp, Optional<String> signature, String body) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    List<JsonNode> events() {
      return List.copyOf(json().get("events").values());
    }

    /** What a receiver has to expect of it, computed as docs/webhooks.md says. */
    String signedBy(String secret) throws Exception {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      var sum = mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(sum);
    }
  }

  static WebhookReceiver start() throws IOException {
    return new WebhookReceiver(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  /** One that speaks TLS, with a certificate of src/test/resources/tls. */
  static WebhookReceiver secured(String certificate) throws Exception {
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(TestCertificates.context(certificate)));
    return new WebhookReceiver(server);
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The next requests are answered so, and then with 200 again. */
  void answer(Integer... next) {
    statuses.addAll(List.of(next));
  }

  /** From now on no request is answered. */
  void hold() {
    gate = new CountDownLatch(1);
  }

  /** Requests are answered again. */
  void release() {
    gate.countDown();
  }

  /** The next request that came, waited for. */
  Delivery next() throws InterruptedException {
    var delivery = deliveries.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (delivery == null) {
      throw new AssertionError("nothing was delivered");
    }
    return delivery;
  }

  /** How many requests came that nobody took yet. */
  int waiting() {
    return deliveries.size();
  }

  @Override
  public void close() {
    gate.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = exchange.getRequestHeaders();
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      deliveries.add(new Delivery(exchange.getRequestURI().toString(), headers.getFirst("webhook-id"),
          headers.getFirst("webhook-timestamp"), Optional.ofNullable(headers.getFirst("webhook-signature")), body));
      gate.await();
      var status = statuses.poll();
      exchange.sendResponseHeaders(status == null ? 200 : status, -1);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
