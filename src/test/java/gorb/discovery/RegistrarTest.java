package gorb.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import gorb.conformance.InProcessDaemon;
import gorb.control.Snapshot;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.model.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real Consul does on demand only: it hangs, it refuses. ConsulProcessTest has the rest. */
class RegistrarTest {
  private static final Director DIRECTOR = new Director("lb1", Optional.of(IpAddress.of("192.0.2.7")), 4672);

  private InProcessDaemon daemon;

  @BeforeEach
  void start() throws IOException {
    daemon = InProcessDaemon.over(new InMemoryDataplane());
    daemon.settle();
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test // C05
  void aConsulThatHangsHoldsNobodyUp() throws IOException {
    try (var hanging = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        var registrar = registrar("http://127.0.0.1:" + hanging.getLocalPort(), Duration.ofHours(1))) {
      registrar.start(DIRECTOR);
      registrar.published(snapshot());
      try (var connection = hanging.accept()) {
        assertThat(connection.getInputStream().read()).as("the first byte of a request").isEqualTo('G');

        for (int i = 0; i < 1_000; i++) {
          registrar.published(snapshot());
        }
      }
    }
  }

  @Test // C01, C04
  void aRefusedRequestIsMadeAgain() throws IOException {
    var requests = new CopyOnWriteArrayList<String>();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
          + exchange.getRequestHeaders().getFirst("X-Consul-Token") + " "
          + exchange.getRequestHeaders().getFirst("Authorization") + " "
          + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      var answer = "{}".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(requests.size() <= 2 ? 500 : 200, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    });
    server.start();
    try (var registrar = registrar("http://user:pw@127.0.0.1:" + server.getAddress().getPort() + "/proxy/?ns=team",
        Duration.ofMinutes(1))) {
      registrar.start(DIRECTOR);
      registrar.published(snapshot());

      await().atMost(Duration.ofMinutes(1)).until(() -> requests.size() >= 4);
    } finally {
      server.stop(0);
    }

    assertThat(requests.subList(0, 3)).as("two refused, one answered").containsOnly(
        "GET /proxy/v1/agent/services?ns=team secret Basic dXNlcjpwdw== ");
    assertThat(requests.get(3)).isEqualTo("PUT /proxy/v1/agent/service/register?ns=team secret Basic dXNlcjpwdw== "
        + "{\"Name\":\"gorb\",\"Address\":\"192.0.2.7\",\"Port\":4672,\"ID\":\"gorb/lb1:4672\",\"Tags\":[\"memory\"],"
        + "\"Meta\":" + meta(requests.get(3)) + ",\"Check\":{\"CheckID\":\"service:gorb/lb1:4672\",\"Name\":\"gorb\","
        + "\"TTL\":\"30s\",\"Status\":\"passing\",\"Notes\":\"running\"}}");
    assertThat(requests.getLast()).as("at the stop").startsWith(
        "PUT /proxy/v1/agent/service/deregister/gorb%2Flb1%3A4672?ns=team");
  }

  /** Its keys have no order. */
  private static String meta(String request) {
    var meta = request.replaceFirst(".*\"Meta\":(\\{.*?}).*", "$1");
    assertThat(List.of(meta.replaceAll("[{}]", "").split(",")))
        .containsExactlyInAnyOrder("\"gorb-director\":\"lb1:4672\"", "\"dataplane\":\"memory\"");
    return meta;
  }

  private Snapshot snapshot() {
    return daemon.snapshot();
  }

  private static Registrar registrar(String url, Duration patience) {
    var agent = new ConsulAgent(new ConsulAgent.Settings(URI.create(url), () -> Optional.of("secret"), Optional.empty(), patience));
    return new Registrar(agent, System::nanoTime, new Random(7));
  }
}
