package gorb.lab;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.conformance.IpvsSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every setting goes from the API to the kernel, where ipvsadm sees it, and is shown as it was sent. */
@KernelTest
class SettingsKernelTest {
  private static final int ROWS = 219;

  @Test
  void everySettingReachesTheKernelAndIsShownAsItWasSent() {
    var rows = IpvsSettings.all();
    assertThat(rows).hasSize(ROWS);
    try (var host = NetworkNamespace.create("director"); var director = Director.start(host)) {
      for (int i = 0; i < rows.size(); i++) {
        director.ask("PUT", "/service/s" + i, rows.get(i).service());
        if (!rows.get(i).server().isEmpty()) {
          director.ask("PUT", "/service/s" + i + "/b", rows.get(i).server());
        }
      }
      var expected = rows.stream().flatMap(row -> row.printed().stream()).toList();
      var ipvsadm = Ipvsadm.in(host);

      assertThat(ipvsadm.table()).isEqualTo(IpvsadmText.table(expected));
      assertThat(ipvsadm.limits().values().stream().filter(limits -> limits.upper() > 0).map(Object::toString))
          .containsExactlyInAnyOrder("Limits[upper=9, lower=0]", "Limits[upper=9, lower=5]", "Limits[upper=9, lower=9]",
              "Limits[upper=2147483647, lower=1]");
      assertThat(differences(rows, json(director.get("/state")).path("services"))).isEmpty();
      assertThat(json(director.get("/")).path("settled").asBoolean()).isTrue();

      var state = director.get("/state");
      assertThat(director.status("PUT", "/state", state)).as("what was shown, handed back").isEqualTo(200);
      assertThat(ipvsadm.table()).isEqualTo(IpvsadmText.table(expected));
      assertThat(director.get("/drift")).contains("\"drift\": []");
    }
  }

  @Test
  void aSchedulerThatTheKernelLacksIsNamedWithItsModule() {
    try (var host = NetworkNamespace.create("director"); var director = Director.start(host)) {
      assertThat(director.status("PUT", "/service/s", "{\"host\":\"10.0.0.1\",\"port\":80,\"method\":\"nosuch\"}"))
          .isEqualTo(400);
      assertThat(Ipvsadm.in(host).table()).isEmpty();
    }
  }

  private static List<String> differences(List<IpvsSettings.Row> rows, JsonNode services) {
    var found = new ArrayList<String>();
    for (int i = 0; i < rows.size(); i++) {
      var shown = services.path("s" + i);
      found.addAll(missing("s" + i, json(rows.get(i).service()), shown));
      if (!rows.get(i).server().isEmpty()) {
        found.addAll(missing("s" + i + ".b", json(rows.get(i).server()), shown.path("backends").path("b")));
      }
    }
    return found;
  }

  /** The fields that were sent and are not shown so; durations come back with a unit, a pulse with its defaults. */
  private static List<String> missing(String path, JsonNode sent, JsonNode shown) {
    return ((ObjectNode) sent).properties().stream()
        .filter(field -> !field.getKey().equals("pulse") && !field.getKey().equals("persistence_timeout"))
        .filter(field -> !field.getValue().equals(shown.path(field.getKey())))
        .filter(field -> !(field.getKey().endsWith("_threshold")
            && field.getValue().asLong() == shown.path(field.getKey()).asLong()))
        .map(field -> path + "." + field.getKey() + ": " + field.getValue() + " is " + shown.path(field.getKey()))
        .collect(Collectors.toList());
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}
