package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.StartedDaemon;
import gorb.conformance.OpenApi;
import gorb.http.Answer;
import gorb.http.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The document of the API and the daemon say the same. */
@Tag("process")
class OpenApiTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CHECKED = ",\"pulse\":{\"interval\":\"50ms\",\"restore\":\"linear 1h\"}}";
  private static final Set<String> KINDS = Set.of("snapshot", "status", "service", "backend", "verdict", "standing", "turn");

  @TempDir
  private Path folder;

  @Test
  void theDocumentIsSound() {
    assertThat(OpenApi.DOCUMENT.danglingReferences()).isEmpty();
    assertThat(OpenApi.DOCUMENT.undescribedPaths()).isEmpty();
    assertThat(OpenApi.DOCUMENT.operations().map(it -> it.path("operationId").asString()))
        .doesNotHaveDuplicates()
        .doesNotContain("");
    assertThat(OpenApi.DOCUMENT.operations().map(it -> it.path("summary").asString())).doesNotContain("");
  }

  /** Its browser tests show the page what takes routers, a store or a kernel. */
  @Test
  void theAnswersThatTheUiIsTestedWithAreAsTheDocumentSays() throws IOException {
    var canned = JsonMapper.shared().readTree(Files.readString(Path.of("ui/canned.json")));

    assertThat(canned.propertyNames()).contains("bgp", "nodes", "store", "ipvs");
    canned.forEachEntry((path, body) -> OpenApi.DOCUMENT.requireDescribed(
        "GET", "/" + path, new Answer(200, Map.of("content-type", "application/json"), body.toString())));
  }

  @Test
  void everyRouteIsInTheDocumentAndTheOtherWayRound() throws Exception {
    try (var daemon = StartedDaemon.start(flags())) {
      assertThat(OpenApi.DOCUMENT.routes()).isEqualTo(daemon.routes());

      var answer = RawClient.ask(address(daemon), "GET", "/openapi.json", "");
      assertThat(JsonMapper.shared().readTree(answer.body()).at("/openapi").asString()).isEqualTo("3.1.0");
      assertThat(JsonMapper.shared().readTree(answer.body()).at("/components/schemas/Backend/required/0").asString())
          .isEqualTo("host");
    }
  }

  @Test
  void whatABusyDaemonAnswersIsAsTheDocumentSays() throws Exception {
    try (var good = new NamedServer('a'); var daemon = StartedDaemon.start(flags())) {
      var client = new Client(address(daemon));
      client.ask("PUT", "/service/web", "{\"host\":\"127.0.0.1\",\"port\":" + BalancedDaemon.freePort()
          + ",\"persistent\":true,\"persistence_timeout\":90}");
      client.ask("PUT", "/service/mark", "{\"fwmark\":7,\"family\":\"ipv6\"}", 400);
      client.ask("PUT", "/service/web/good", backend(good.port()));
      client.ask("PUT", "/service/web/bad", backend(BalancedDaemon.freePort()));
      client.ask("PUT", "/service/web/spare", "{\"host\":\"127.0.0.1\",\"port\":" + good.port()
          + ",\"role\":\"fallback\",\"pulse\":{\"type\":\"none\"}}", 409);
      client.ask("PUT", "/service/web/spare", "{\"host\":\"127.0.0.2\",\"port\":" + good.port()
          + ",\"role\":\"fallback\",\"upper_threshold\":9,\"pulse\":{\"type\":\"none\"}}");
      client.awaitIn("/service/web/bad", "\"down\"");
      client.awaitIn("/service/web/good", "\"up\"");
      var stream = new Stream(address(daemon));
      try (stream) {
        client.ask("PATCH", "/service/web/bad", "{\"weight\":7,\"pulse\":{\"type\":\"none\"}}");
        client.ask("PATCH", "/service/web", "{\"method\":\"mh\",\"flags\":\"mh-port\"}");
        client.ask("PATCH", "/service/web", "{\"quorum\":5}");
        stream.readTo("event: standing");
        client.ask("PATCH", "/service/web", "{\"quorum\":1}");
        client.ask("PUT", "/state?confirm_within=1h&reason=less%20of%20it", client.ask("GET", "/state", "")
            .replace("\"weight\": 7", "\"weight\": 9"));
        stream.readTo("confirm_until\":\"");
        client.ask("PUT", "/service/other", "{\"port\":1}", 409);
        client.ask("POST", "/confirm", "");
        client.ask("PATCH", "/service/web/bad", "{\"pulse\":{\"interval\":\"50ms\"}}");
        stream.readTo("event: verdict");
        client.ask("DELETE", "/service/web/bad", "");
        stream.readTo("\"backend\":null");
      }
      client.ask("PUT", "/service/found", "{\"host\":\"127.0.0.9\",\"port\":" + BalancedDaemon.freePort()
          + ",\"discover\":{\"dns\":{\"name\":\"web.test\",\"server\":\"127.0.0.1:1\"},\"backend\":{\"weight\":7}}}");
      client.awaitIn("/service/found", "\"failed\"");
      client.ask("GET", "/service/found", "");
      client.ask("POST", "/service/web/good/drain", "{\"within\":\"1h\",\"keep\":true}");
      for (var path : new String[] {"/", "/access", "/service", "/service/web", "/service/web/good", "/service/web/good/why",
          "/service/web/spare/why", "/state", "/state?format=ipvsadm", "/revisions", "/revisions/2", "/diff/1/5",
          "/stats", "/stats?services=web", "/stats/web", "/checks/web", "/drift", "/bgp", "/health/live", "/health/ready", "/metrics", "/openapi.json"}) {
        client.ask("GET", path, "");
      }
      client.ask("GET", "/connections", "");
      client.ask("GET", "/ui/nothing.js", "", 404);
      client.ask("DELETE", "/service/web/good/drain", "");
      client.ask("POST", "/plan", "{\"services\":{}}");
      client.ask("POST", "/adopt/plan", "");
      client.ask("POST", "/adopt", "");
      client.ask("POST", "/rollback/1", "");
      client.ask("POST", "/leave", "{\"reason\":\"repair\"}");
      client.ask("GET", "/bgp", "");
      client.ask("POST", "/join", "");
      client.ask("DELETE", "/service/web", "");

      // Those of routers come when sessions are tried.
      stream.seen.remove("peer");
      assertThat(stream.seen).isEqualTo(KINDS);
    }
  }

  @Test
  void whatIsToldOfRoutersAndAddressesIsAsTheDocumentSays() throws Exception {
    var flags = flags();
    flags[Arrays.asList(flags).indexOf("userspace")] = "memory";
    try (var daemon = StartedDaemon.start(flags); var stream = new Stream(address(daemon))) {
      stream.readTo("event: snapshot");
      var client = new Client(address(daemon));
      client.ask("PUT", "/service/web", "{\"host\":\"10.0.0.1\",\"port\":80}");
      stream.readTo("{\"name\":\"10.0.0.1/32\",\"announcement\":{");
      client.ask("DELETE", "/service/web", "");
      stream.readTo("{\"name\":\"10.0.0.1/32\",\"announcement\":null}");
    }
  }

  private String[] flags() throws IOException {
    var file = folder.resolve("gorb.json");
    Files.writeString(file,
        "{\"bgp\":{\"asn\":64512,\"router_id\":\"10.0.0.1\",\"port\":0,\"peers\":[{\"address\":\"127.0.0.9\",\"asn\":64513}]}}");
    return new String[] {"-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "userspace", "--socket", "none", "--state-dir",
        "none", "--config", file.toString()};
  }

  private static InetSocketAddress address(StartedDaemon daemon) {
    return new InetSocketAddress("127.0.0.1", daemon.address().port());
  }

  private static String backend(int port) {
    return "{\"host\":\"127.0.0.1\",\"port\":" + port + CHECKED;
  }

  /** Asks, and holds every answer to the document. */
  private record Client(InetSocketAddress address) {
    String ask(String method, String target, String body) throws IOException {
      return ask(method, target, body, 200);
    }

    String ask(String method, String target, String body, int status) throws IOException {
      var answer = RawClient.ask(address, method, target, body);
      assertThat(answer.status()).as(answer.body()).isEqualTo(status);
      OpenApi.DOCUMENT.requireDescribed(method, target, answer);
      if (!body.isEmpty() && status == 200) {
        OpenApi.DOCUMENT.requireTaken(method, target, body);
      }
      return answer.body();
    }

    void awaitIn(String target, String text) {
      await().atMost(PATIENCE).until(() -> RawClient.ask(address, "GET", target, ""), answer -> has(answer, text));
    }

    private static boolean has(Answer answer, String text) {
      return answer.body().contains(text);
    }
  }

  /** Reads events, and holds each to the document. */
  private static final class Stream implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader in;
    private final Set<String> seen = new HashSet<>();
    private String kind = "";

    Stream(InetSocketAddress address) throws IOException {
      socket.connect(address);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    void readTo(String text) throws IOException {
      var line = "";
      do {
        line = in.readLine();
        assertThat(line).as("the end of the stream").isNotNull();
        if (line.startsWith("event: ")) {
          kind = line.substring(7);
          seen.add(kind);
        } else if (line.startsWith("data: ")) {
          OpenApi.DOCUMENT.requireEvent(kind, line.substring(6));
        }
      } while (!line.contains(text));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
