package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.http.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a daemon wants after it was stopped, killed, or told to read its file again. */
@Tag("process")
class RestartProcessTest {
  private static final String SERVICES = """
      services:
        web:
          host: 127.0.0.1
          port: 8080
          backends:
            one: {host: 10.1.0.1, port: 80, weight: %d, pulse: {type: none}}
      """;

  @TempDir
  private Path folder;

  @Test
  void whatWasAskedForOutlivesAKill() throws IOException {
    try (var gorb = start()) {
      var api = address(gorb);
      ask(api, "PUT", "/service/web", "{\"host\":\"127.0.0.1\",\"port\":8080,\"method\":\"mh\"}");
      ask(api, "PUT", "/service/web/one", "{\"host\":\"10.1.0.1\",\"port\":80,\"pulse\":{\"type\":\"none\"}}");
      gorb.kill();
    }
    try (var gorb = start()) {
      var api = address(gorb);

      assertThat(ask(api, "GET", "/service/web", "")).contains("\"method\": \"mh\"", "\"one\"");
      assertThat(ask(api, "GET", "/revisions", "")).contains("api: create backend web/one");
      assertThat(gorb.terminate().awaitExit()).isZero();
    }
  }

  @Test
  void twoDaemonsDoNotShareADirectory() {
    try (var gorb = start()) {
      gorb.awaitReady();
      try (var second = start()) {
        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.output()).contains(folder.resolve("state").toString());
      }
    }
  }

  @Test
  void theServicesOfAFileFollowItAndAreItsAlone() throws Exception {
    var file = Files.writeString(folder.resolve("gorb.yaml"), SERVICES.formatted(7));
    try (var gorb = start("--config", file.toString())) {
      var api = address(gorb);
      assertThat(ask(api, "GET", "/service/web/one", "")).contains("\"configured\": 7");
      assertThat(ask(api, "DELETE", "/service/web", "")).contains("belongs to the configuration file");

      Files.writeString(file, SERVICES.formatted(9));
      new ProcessBuilder("kill", "-HUP", Long.toString(gorb.pid())).start().waitFor();
      await().atMost(Duration.ofSeconds(30)).until(() ->
          ask(api, "GET", "/service/web/one", "").contains("\"configured\": 9"));

      Files.writeString(file, SERVICES.formatted(-1));
      new ProcessBuilder("kill", "-HUP", Long.toString(gorb.pid())).start().waitFor();
      await().atMost(Duration.ofSeconds(30)).until(() -> gorb.output().contains("event=config-refused"));
      assertThat(ask(api, "GET", "/service/web/one", "")).contains("\"configured\": 9");
      gorb.kill();
    }
    try (var gorb = start()) {
      assertThat(gorb.awaitLine("event=config-gone")).contains("services=1");
      assertThat(ask(address(gorb), "GET", "/service", "")).isEqualTo("[]");
    }
  }

  private GorbProcess start(String... flags) {
    var arguments = new ArrayList<>(List.of("-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "memory",
        "--socket", "none", "--state-dir", folder.resolve("state").toString()));
    arguments.addAll(List.of(flags));
    return GorbProcess.start(arguments.toArray(String[]::new));
  }

  private static InetSocketAddress address(GorbProcess gorb) {
    var ready = gorb.awaitReady();
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1)));
  }

  private static String ask(InetSocketAddress api, String method, String target, String body) throws IOException {
    return RawClient.ask(api, method, target, body).body();
  }
}
