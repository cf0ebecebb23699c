package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.http.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server is taken out of service under real clients, by a real daemon that balances in user space. */
@Tag("process")
class DrainProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String A = "/service/web/a";

  @TempDir
  private Path folder;

  @Test
  void aServerIsDrainedToItsLastConnection() throws IOException {
    try (var a = new NamedServer('a'); var b = new NamedServer('b'); var gorb = start()) {
      var api = address(gorb);
      int port = serve(api, a, b);
      try (var client = NamedClient.of('a', port)) {
        expect(0, "web/a: draining until ", "drain", "web/a", "--within", "1h", "--url", "http://127.0.0.1:" + api.getPort());

        assertThat(serversOf(port)).isEqualTo("bbbbbbbb");
        assertThat(client.isServed()).isTrue();
        await().atMost(PATIENCE).until(() -> ask(api, "GET", A).path("connections").path("active").asInt() == 1);
        assertThat(ask(api, "GET", A + "/why").path("words").asString()).contains("1 connection left");
      }

      await().atMost(PATIENCE).until(() -> status(api, A) == 404);
      assertThat(ask(api, "GET", "/revisions").get(0).path("cause").asString())
          .isEqualTo("drained web/a: no connection left");
      assertThat(serversOf(port)).isEqualTo("bbbbbbbb");
    }
  }

  @Test
  void atItsDeadlineItIsRemovedAndBeforeThatItIsTakenBack() throws IOException {
    try (var a = new NamedServer('a'); var b = new NamedServer('b'); var gorb = start()) {
      var api = address(gorb);
      int port = serve(api, a, b);
      try (var client = NamedClient.of('a', port)) {
        RawClient.ask(api, "POST", A + "/drain", "{\"within\":\"1h\"}");
        expect(0, "web/a: enabled", "resume", "web/a", "--url", "http://127.0.0.1:" + api.getPort());
        assertThat(serversOf(port)).contains("a", "b");

        expect(0, "web/a: removed", "drain", "web/a", "--within", "2s", "--wait", "--url", "http://127.0.0.1:" + api.getPort());

        assertThat(client.isServed()).as("it was removed with its client, who is not cut off").isTrue();
        assertThat(ask(api, "GET", "/revisions").get(0).path("cause").asString())
            .isEqualTo("drained web/a: its time is over, 1 connection left");
      }
    }
  }

  @Test
  void aKillEndsNoDrain() throws IOException {
    try (var a = new NamedServer('a'); var b = new NamedServer('b')) {
      int port;
      String until;
      try (var gorb = start()) {
        var api = address(gorb);
        port = serve(api, a, b);
        try (var _ = NamedClient.of('a', port)) {
          RawClient.ask(api, "POST", A + "/drain", "{\"within\":\"1h\",\"keep\":true}");
          until = ask(api, "GET", A).path("drain_until").asString();
          gorb.kill();
        }
      }
      try (var gorb = start()) {
        var api = address(gorb);

        assertThat(serversOf(port)).isEqualTo("bbbbbbbb");
        await().atMost(PATIENCE).until(() -> ask(api, "GET", A).path("state").asString().equals("quiesced"));
        assertThat(gorb.output()).contains("event=draining server=web/a until=" + until);
        assertThat(serversOf(port)).isEqualTo("bbbbbbbb");
      }
    }
  }

  private GorbProcess start() {
    return GorbProcess.start("-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "userspace", "--socket", "none",
        "--state-dir", folder.resolve("state").toString());
  }

  private static int serve(InetSocketAddress api, NamedServer a, NamedServer b) throws IOException {
    int port = freePort();
    put(api, "/service/web", "{\"host\":\"127.0.0.1\",\"port\":" + port + ",\"method\":\"rr\"}");
    put(api, A, "{\"host\":\"127.0.0.1\",\"port\":" + a.port() + ",\"pulse\":{\"type\":\"none\"}}");
    put(api, "/service/web/b", "{\"host\":\"127.0.0.1\",\"port\":" + b.port() + ",\"pulse\":{\"type\":\"none\"}}");
    return port;
  }

  /** The servers that the next clients get. */
  private static String serversOf(int port) throws IOException {
    var servers = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      try (var client = new NamedClient(port)) {
        servers.append(client.server());
      }
    }
    return servers.toString();
  }

  private static void put(InetSocketAddress api, String target, String body) throws IOException {
    assertThat(RawClient.ask(api, "PUT", target, body).status()).isEqualTo(200);
  }

  private static JsonNode ask(InetSocketAddress api, String method, String target) throws IOException {
    return JsonMapper.shared().readTree(RawClient.ask(api, method, target, "").body());
  }

  private static int status(InetSocketAddress api, String target) throws IOException {
    return RawClient.ask(api, "GET", target, "").status();
  }

  private static void expect(int code, String printed, String... arguments) {
    try (var gorb = GorbProcess.start(arguments)) {
      assertThat(gorb.awaitExit()).as("%s%n%s", String.join(" ", arguments), gorb.output()).isEqualTo(code);
      assertThat(gorb.output()).contains(printed);
    }
  }

  private static InetSocketAddress address(GorbProcess gorb) {
    var ready = gorb.awaitReady();
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1)));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
