package gorb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Table;
import gorb.http.Answer;
import gorb.http.RawClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What holds of every state: random ones, applied one after the other on one daemon. */
class WholeStateTest {
  private static final int STATES = 40;

  private final ObservedTable table = new ObservedTable();
  private final Map<Long, JsonNode> states = new HashMap<>();
  private final Map<Long, Table> tables = new HashMap<>();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void appliedAStateIsInForceAndRolledBackTheOldOneIsExactly(long seed) throws IOException {
    var random = new RandomState(new Random(seed));
    int changes = 0;
    try (var daemon = InProcessDaemon.over(table)) {
      remember(daemon);
      for (int i = 0; i < STATES; i++) {
        changes += apply(daemon, random.document());
        edit(daemon, random);
        rollBack(daemon, random.one(new ArrayList<>(states.keySet())));
      }
    }
    assertThat(changes).as("the states differ").isGreaterThan(STATES);
  }

  /** Plan, apply, plan: the steps are those that were told, and then there are none. */
  private int apply(InProcessDaemon daemon, JsonNode document) throws IOException {
    var body = document.toString();
    var plan = json(ask(daemon, "POST", "/plan", body));
    var applied = json(ask(daemon, "PUT", "/state", body));

    int steps = plan.path("steps").size();
    assertThat(applied.path("steps").asInt()).as(body).isEqualTo(steps);
    var again = json(ask(daemon, "POST", "/plan", body));
    assertThat(again.path("changes")).as(body).isEmpty();
    assertThat(again.path("steps")).as(body).isEmpty();
    assertThat(again.path("risks")).as(body).isEmpty();
    assertThat(daemon.snapshot().wanted()).as(body).isEqualTo(table.table());
    remember(daemon);
    var shown = json(ask(daemon, "GET", "/state", ""));
    assertThat(json(ask(daemon, "POST", "/plan", shown.toString())).path("changes")).as("as shown").isEmpty();
    return steps;
  }

  /** A change of one service or backend, as clients of the original make it. */
  private void edit(InProcessDaemon daemon, RandomState random) throws IOException {
    var services = new ArrayList<>(daemon.snapshot().intent().services().entrySet());
    if (services.isEmpty()) {
      return;
    }
    var service = random.one(services);
    var path = "/service/" + URLEncoder.encode(service.getKey(), StandardCharsets.UTF_8);
    var backends = new ArrayList<>(service.getValue().servers().keySet());
    if (backends.isEmpty() || random.below(2) == 0) {
      ask(daemon, "PATCH", path, random.editOfService().toString());
    } else {
      ask(daemon, "PATCH", path + "/" + random.one(backends), random.editOfBackend().toString());
    }
    remember(daemon);
  }

  private void rollBack(InProcessDaemon daemon, long revision) throws IOException {
    if (revision > 0) {
      ask(daemon, "POST", "/rollback/" + revision, "");
      assertThat(state(daemon)).as("state of revision %d", revision).isEqualTo(states.get(revision));
      assertThat(table.table()).as("table of revision %d", revision).isEqualTo(tables.get(revision));
      remember(daemon);
    }
  }

  private void remember(InProcessDaemon daemon) throws IOException {
    long revision = daemon.snapshot().revision();
    states.put(revision, state(daemon));
    tables.put(revision, table.table());
    // No more are kept.
    states.keySet().removeIf(it -> it <= revision - 100);
  }

  /** The services; what is spelled in one of two ways that say the same is spelled in one. */
  private static JsonNode state(InProcessDaemon daemon) throws IOException {
    var services = json(ask(daemon, "GET", "/state", "")).path("services");
    for (var pulse : services.findParents("interval")) {
      var object = (ObjectNode) pulse;
      if (object.path("interval").asString().equals("60s")) {
        object.put("interval", "1m");
      }
      if (object.path("args").path("timeout").asString("").equals("5s")) {
        object.putNull("args");
      }
    }
    return services;
  }

  private static Answer ask(InProcessDaemon daemon, String method, String target, String body) throws IOException {
    var answer = RawClient.ask(daemon.address(), method, target, body);
    assertThat(answer.status()).as("%s %s %s: %s", method, target, body, answer.body()).isEqualTo(200);
    return answer;
  }

  private static JsonNode json(Answer answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
