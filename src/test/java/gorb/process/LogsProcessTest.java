package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.http.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a real daemon writes on standard error. */
@Tag("process")
class LogsProcessTest {
  private static final String[] FLAGS = {
    "-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "memory", "--socket", "none", "--state-dir", "none"};

  @Test
  void aTransitionIsOneObjectWithTheWordsOfTheApi() throws Exception {
    try (var refusing = new Socket(); var gorb = GorbProcess.start(with("--log-format", "json"))) {
      var api = address(gorb.awaitReady());
      failingBackend(api, refusing);
      var line = json(gorb.awaitLine("\"event\":\"backend-down\""));
      // The line may come before the snapshot that the API reads.
      var transition = await().until(() -> wentDown(api), Optional::isPresent).orElseThrow();
      gorb.terminate();
      assertThat(gorb.awaitExit()).isZero();

      assertThat(line.get("service").stringValue()).isEqualTo("web");
      assertThat(line.get("backend").stringValue()).isEqualTo("one");
      assertThat(line.get("level").stringValue()).isEqualTo("warning");
      assertThat(line.get("logger").stringValue()).isEqualTo("gorb.control.Controller");
      for (var word : List.of("from", "to", "reason")) {
        assertThat(line.get(word)).as(word).isEqualTo(transition.get(word));
      }
      assertThat(gorb.output().lines().map(LogsProcessTest::json).map(it -> it.get("event").stringValue()).toList())
          .contains("ready", "revision", "stopping", "stopped").startsWith("starting");
    }
  }

  @Test
  void aStartThatFailsIsAnObjectToo() {
    try (var gorb = GorbProcess.start(with("--log-format", "json", "--vip-interface", "nowhere0"))) {
      assertThat(gorb.awaitExit()).isEqualTo(1);
      var last = json(gorb.output().lines().toList().getLast());

      assertThat(last.get("event").stringValue()).isEqualTo("not-started");
      assertThat(last.get("level").stringValue()).isEqualTo("error");
      assertThat(last.get("reason").stringValue()).contains("nowhere0");
    }
  }

  /** As the service manager does it: the stream of standard error is named in the environment. */
  @Test
  void theJournalIsToldThePriorityOfALine() throws Exception {
    var journal = "JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2) && export JOURNAL_STREAM && exec \"$@\"";
    try (var refusing = new Socket(); var gorb = GorbProcess.start(List.of("sh", "-c", journal, "sh"), FLAGS)) {
      var ready = gorb.awaitLine("event=ready listen=");
      assertThat(ready).startsWith("<6>level=info event=ready");
      failingBackend(address(ready.replaceFirst(".* listen=(\\S+) .*", "$1")), refusing);
      assertThat(gorb.awaitLine("event=backend-down"))
          .startsWith("<4>level=warning event=backend-down service=web backend=one from=");
    }
  }

  @Test
  void whoseStandardErrorIsNotTheJournalWritesNoPriorities() {
    try (var gorb = GorbProcess.start(List.of("env", "JOURNAL_STREAM=1:1"), FLAGS)) {
      assertThat(gorb.awaitLine("event=ready listen=")).startsWith("time=");
    }
  }

  /** Nothing listens where it is checked, and nobody else can while the socket holds the port. */
  private static void failingBackend(InetSocketAddress api, Socket refusing) throws Exception {
    refusing.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    var service = RawClient.ask(api, "PUT", "/service/web", "{\"host\":\"127.0.0.1\",\"port\":8080}");
    var backend = RawClient.ask(api, "PUT", "/service/web/one", "{\"host\":\"127.0.0.1\",\"port\":"
        + refusing.getLocalPort() + ",\"pulse\":{\"type\":\"tcp\",\"interval\":\"100ms\"}}");

    assertThat(List.of(service.status(), backend.status())).containsOnly(200);
  }

  private static Optional<JsonNode> wentDown(InetSocketAddress api) throws IOException {
    return json(RawClient.ask(api, "GET", "/service/web/one/why", "").body()).get("transitions").values().stream()
        .filter(it -> it.get("to").stringValue().equals("down")).findFirst();
  }

  private static InetSocketAddress address(String listen) {
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1)));
  }

  private static String[] with(String... more) {
    return Stream.concat(Arrays.stream(FLAGS), Arrays.stream(more))
        .toArray(String[]::new);
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}
