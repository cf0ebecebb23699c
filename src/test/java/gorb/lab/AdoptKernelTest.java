package gorb.lab;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.conformance.IpvsSettings;
import gorb.ipvsadm.RuleReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A table that ipvsadm made, with every setting, is taken over as it is, and written as ipvsadm writes it. */
@KernelTest
class AdoptKernelTest {
  @Test
  void everySettingThatIpvsadmMadeIsAdoptedUntouchedAndExportedAsItWritesIt() throws Exception {
    var rules = IpvsSettings.all().stream().flatMap(row -> row.printed().stream()).toArray(String[]::new);
    try (var host = NetworkNamespace.create("director"); var director = Director.start(host)) {
      Ipvsadm.in(host).restore(rules);
      var saved = saved(host);
      assertThat(saved).containsExactlyInAnyOrder(rules);

      var plan = json(director.post("/adopt/plan"));
      assertThat(plan.path("steps")).isEmpty();
      assertThat(plan.path("left_out")).isEmpty();
      assertThat(json(director.post("/adopt")).path("steps").asInt(-1)).isZero();

      assertThat(saved(host)).isEqualTo(saved);
      assertThat(director.get("/state?format=ipvsadm").lines()).containsExactlyInAnyOrderElementsOf(saved);
      assertThat(json(director.post("/adopt/plan")).path("changes")).isEmpty();
      assertThat(director.get("/drift")).contains("\"drift\": []").contains("\"unrepaired\": []");

      var imported = RuleReader.read(String.join("\n", saved));
      var again = json(director.post("/plan", imported.toString()));
      assertThat(again.path("changes")).as("what is imported is what was adopted").isEmpty();
      assertThat(again.path("steps")).isEmpty();
      assertThat(saved(host)).isEqualTo(saved);
    }
  }

  private static List<String> saved(NetworkNamespace host) {
    return host.exec(Command.of("ipvsadm", "-Sn")).lines();
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}
