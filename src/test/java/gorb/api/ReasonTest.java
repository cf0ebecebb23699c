package gorb.api;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.conformance.InProcessDaemon;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.http.Answer;
import gorb.http.RawClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What people say of a change is read with the revisions. */
class ReasonTest {
  @Test
  void theReasonOfAChangeIsInItsRevision() throws IOException {
    try (var daemon = InProcessDaemon.over(new InMemoryDataplane())) {
      ask(daemon, "PUT", "/state?reason=open%20the%20shop", "{\"services\":{\"shop\":{\"port\":80}}}");
      ask(daemon, "PUT", "/state", "{\"services\":{}}");
      ask(daemon, "POST", "/rollback/1?reason=it+was+right", "");

      assertThat(causes(daemon)).containsSubsequence(
          "api: rollback to 1: it was right", "api: apply", "api: apply: open the shop");
    }
  }

  @Test
  void aReasonThatIsNoneChangesNothing() throws IOException {
    try (var daemon = InProcessDaemon.over(new InMemoryDataplane())) {
      var answer = send(daemon, "PUT", "/state?reason=", "{\"services\":{\"shop\":{\"port\":80}}}");

      assertThat(answer.status()).isEqualTo(400);
      assertThat(causes(daemon)).noneMatch(cause -> cause.contains("apply"));
    }
  }

  private static List<String> causes(InProcessDaemon daemon) throws IOException {
    return JsonMapper.shared().readTree(ask(daemon, "GET", "/revisions", "")).values().stream()
        .map(revision -> revision.get("cause")).map(JsonNode::stringValue).toList();
  }

  private static String ask(InProcessDaemon daemon, String method, String path, String body) throws IOException {
    var answer = send(daemon, method, path, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static Answer send(InProcessDaemon daemon, String method, String path, String body) throws IOException {
    try (var client = RawClient.connect(daemon.address())) {
      return client.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
          + "\r\n\r\n" + body).read();
    }
  }
}
