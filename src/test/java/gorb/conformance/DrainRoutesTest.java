package gorb.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.http.Answer;
import gorb.http.RawClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Drains as clients of the API see them, over memory in which every server has one connection. */
class DrainRoutesTest {
  private static final String ONE = "/service/web/one";

  private final ObservedTable table = new ObservedTable();
  private final InProcessDaemon daemon = InProcessDaemon.over(table);

  DrainRoutesTest() throws IOException {}

  @BeforeEach
  void aServer() throws IOException {
    ask("PUT", "/service/web", "{\"host\":\"10.0.0.1\",\"port\":80}");
    ask("PUT", ONE, "{\"host\":\"10.1.0.1\",\"port\":80,\"pulse\":{\"type\":\"none\"}}");
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void aDrainIsShownWithItsDeadlineAndTakenBack() throws IOException {
    var begun = json(ask("POST", ONE + "/drain", "{\"within\":\"90s\"}"));

    assertThat(begun.path("state").asString()).isEqualTo("draining");
    assertThat(begun.path("revision").asLong()).isEqualTo(3);
    assertThat(begun.path("connections").isNull()).as("not counted yet").isTrue();
    var until = begun.path("drain_until").asString();
    var shown = json(ask("GET", ONE, ""));
    assertThat(shown.path("state").asString()).isEqualTo("draining");
    assertThat(shown.path("drain_until").asString()).isEqualTo(until);
    assertThat(shown.path("weight").path("effective").asInt()).isZero();
    assertThat(json(ask("GET", ONE + "/why", "")).path("words").asString())
        .startsWith("configured 100, draining until ").contains(", then removed");
    var state = json(ask("GET", "/state", "")).path("services").path("web").path("backends").path("one");
    assertThat(state.path("drain_until").asString()).isEqualTo(until);

    var taken = json(ask("DELETE", ONE + "/drain", ""));

    assertThat(taken.path("state").asString()).isEqualTo("enabled");
    assertThat(json(ask("GET", ONE, "")).has("drain_until")).isFalse();
    assertThat(json(ask("GET", ONE, "")).path("weight").path("effective").asInt()).isEqualTo(100);
  }

  @Test
  void theConnectionsThatAreLeftAreShown() throws Exception {
    ask("POST", ONE + "/drain", "{\"keep\":true}");

    await().until(() -> json(ask("GET", ONE, "")).path("connections").isObject());

    assertThat(json(ask("GET", ONE, "")).path("connections")).hasToString(
        "{\"active\":1,\"inactive\":0,\"persistent\":0}");
    assertThat(json(ask("GET", ONE + "/why", "")).path("words").asString())
        .contains(", then quiesced, 1 connection left");
  }

  @Test
  void aStateWithADrainIsAppliedAndThenThereIsNothingToPlan() throws IOException {
    ask("POST", ONE + "/drain", "");
    var state = ask("GET", "/state", "").body();
    ask("DELETE", ONE + "/drain", "");

    assertThat(json(ask("POST", "/plan", state)).path("drains").path(0).path("text").asString())
        .startsWith("drain web/one until ").endsWith(", then remove it");
    assertThat(ask("PUT", "/state", state).status()).isEqualTo(200);

    assertThat(json(ask("GET", ONE, "")).path("state").asString()).isEqualTo("draining");
    assertThat(json(ask("POST", "/plan", state)).path("changes")).isEmpty();
  }

  @Test
  void whatIsWrongIsRefused() throws IOException {
    assertThat(ask("POST", "/service/web/two/drain", "").status()).isEqualTo(404);
    assertThat(ask("DELETE", "/service/web/two/drain", "").status()).isEqualTo(404);
    assertThat(ask("POST", ONE + "/drain", "{\"within\":\"0s\",\"keep\":1}"))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(400))
        .extracting(Answer::body).asString().contains("within", "keep");
    assertThat(ask("PATCH", ONE, "{\"state\":\"draining\"}").body()).contains("drain_until: missing");
    assertThat(json(ask("GET", ONE, "")).path("state").asString()).isEqualTo("enabled");
  }

  private Answer ask(String method, String target, String body) throws IOException {
    return RawClient.ask(daemon.address(), method, target, body);
  }

  private static JsonNode json(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }
}
