package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.http.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table that fills a terminal, in a real one, against a real daemon under real clients. */
@Tag("process")
class TopProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void whatTheTerminalShowsIsWhatTheApiSays() throws IOException {
    try (var one = new NamedServer('1'); var gorb = start()) {
      var api = address(gorb);
      int port = freePort();
      put(api, "/service/web", "{\"host\":\"127.0.0.1\",\"port\":" + port + "}");
      put(api, "/service/web/one", "{\"host\":\"127.0.0.1\",\"port\":" + one.port() + ",\"pulse\":{\"type\":\"none\"}}");
      put(api, "/service/other", "{\"host\":\"127.0.0.1\",\"port\":" + freePort() + "}");
      for (int i = 0; i < 7; i++) {
        try (var client = new NamedClient(port)) {
          assertThat(client.isServed()).isTrue();
        }
      }
      try (var held = new NamedClient(port);
          var terminal = Tmux.start(160, 20, "echo before; ./gorb top --url http://127.0.0.1:" + api.getPort())) {
        await().atMost(PATIENCE).until(() -> terminal.screen().contains("web"));
        terminal.press("t");

        await().atMost(PATIENCE).untilAsserted(() -> {
          var web = json(api, "/stats").path("services").path("web");
          assertThat(web.path("connections").asLong()).isEqualTo(8);
          assertThat(columns(terminal, "web")).startsWith("web", "tcp/127.0.0.1:" + port, "1/1", "1", "0", "0", "8")
              .contains(web.path("bytes_in").asString(), web.path("bytes_out").asString());
          var backend = web.path("backends").path("one");
          assertThat(columns(terminal, "one")).startsWith("one", "127.0.0.1:" + one.port(), "up", "100", "1", "0", "0", "8")
              .contains(backend.path("bytes_in").asString());
        });
        assertThat(terminal.screen()).contains("other").doesNotContain("before");

        terminal.press("/", "o", "n", "e", "Enter");
        await().atMost(PATIENCE).until(() -> !terminal.screen().contains("other") && terminal.screen().contains("one"));
        assertThat(held.isServed()).isTrue();

        gorb.terminate().awaitExit();
        await().atMost(PATIENCE).until(() -> terminal.screen().contains("is the daemon running there?")
            || terminal.screen().contains("filter: one"));
        terminal.press("q");
        await().atMost(PATIENCE).until(() -> terminal.screen().contains("ended with code 0"));
        assertThat(terminal.screen()).as("what was there is there again").contains("before").doesNotContain("web");
      }
    }
  }

  @Test
  void onceIsForScripts() throws IOException {
    try (var gorb = start()) {
      var api = address(gorb);
      put(api, "/service/web", "{\"host\":\"127.0.0.1\",\"port\":" + freePort() + "}");

      try (var top = GorbProcess.start("top", "--once", "--url", "http://127.0.0.1:" + api.getPort())) {
        assertThat(top.awaitExit()).isZero();
        assertThat(top.output()).contains("NAME", "web", "0/0").doesNotContain("\u001b");
      }
    }
  }

  /** The words of a row. */
  private static List<String> columns(Tmux terminal, String name) {
    return terminal.screen().lines()
        .map(String::strip)
        .filter(line -> line.startsWith(name + " "))
        .map(line -> List.of(line.split(" +")))
        .findFirst()
        .orElse(List.of());
  }

  private static GorbProcess start() {
    return GorbProcess.start("-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "userspace", "--socket", "none");
  }

  private static InetSocketAddress address(GorbProcess gorb) {
    var address = gorb.awaitReady();
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void put(InetSocketAddress api, String target, String body) throws IOException {
    assertThat(RawClient.ask(api, "PUT", target, body).status()).isEqualTo(200);
  }

  private static JsonNode json(InetSocketAddress api, String target) throws IOException {
    return JsonMapper.shared().readTree(RawClient.ask(api, "GET", target, "").body());
  }
}
