package gorb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.http.Answer;
import gorb.http.RawClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The prefix that is announced for a service, as clients of the API see it. */
class AnnouncedPrefixTest {
  private final InProcessDaemon daemon = InProcessDaemon.over(new ObservedTable());

  AnnouncedPrefixTest() throws IOException {}

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void aPrefixIsKeptChangedShownAndTakenBack() throws IOException {
    ask(200, "PUT", "/service/web", "{\"host\":\"192.0.2.80\",\"port\":80,\"announce_prefix\":\"192.0.2.0/24\"}");
    assertThat(shown()).isEqualTo("192.0.2.0/24");
    assertThat(ask(200, "GET", "/state", "").body()).contains("\"announce_prefix\": \"192.0.2.0/24\"");

    ask(200, "PATCH", "/service/web", "{\"quorum\":2}");
    assertThat(shown()).as("another edit").isEqualTo("192.0.2.0/24");
    ask(200, "PATCH", "/service/web", "{\"announce_prefix\":\"192.0.0.0/16\"}");
    assertThat(shown()).isEqualTo("192.0.0.0/16");
    assertThat(ask(200, "GET", "/diff/1/3", "").body()).contains("announce_prefix", "192.0.2.0/24", "192.0.0.0/16");
    ask(200, "PATCH", "/service/web", "{\"announce_prefix\":\"\"}");
    assertThat(shown()).isEmpty();
    ask(200, "POST", "/rollback/1", "");
    assertThat(shown()).isEqualTo("192.0.2.0/24");
  }

  @Test
  void aStateThatDiffersByAPrefixOnlyIsTakenOver() throws IOException {
    ask(200, "PUT", "/service/marked", "{\"fwmark\":7}");
    var state = (ObjectNode) json(ask(200, "GET", "/state", ""));
    var marked = (ObjectNode) state.path("services").path("marked");
    marked.put("announce_prefix", "198.51.100.0/24").put("announce", "all");

    assertThat(ask(200, "POST", "/plan", state.toString()).body()).contains("announce_prefix");
    ask(200, "PUT", "/state", state.toString());
    assertThat(json(ask(200, "GET", "/state", "")).path("services").path("marked")).isEqualTo(marked);
    assertThat(json(ask(200, "POST", "/plan", state.toString())).path("changes")).isEmpty();
  }

  @Test
  void aPrefixThatDoesNotFitIsRefusedByItsField() throws IOException {
    ask(200, "PUT", "/service/web", "{\"host\":\"192.0.2.80\",\"port\":80}");
    var refused = json(ask(400, "PATCH", "/service/web", "{\"announce_prefix\":\"192.0.3.0/24\"}"));

    assertThat(refused.at("/problems/0/field").asString()).isEqualTo("announce_prefix");
    assertThat(refused.at("/problems/0/message").asString()).contains("192.0.2.80", "such as 192.0.2.0/24");
    assertThat(shown()).isEmpty();
  }

  private String shown() throws IOException {
    return json(ask(200, "GET", "/service/web", "")).path("options").path("announce_prefix").asString("");
  }

  private Answer ask(int status, String method, String target, String body) throws IOException {
    var answer = RawClient.ask(daemon.address(), method, target, body);
    assertThat(answer.status()).as("%s %s %s: %s", method, target, body, answer.body()).isEqualTo(status);
    return answer;
  }

  private static JsonNode json(Answer answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
