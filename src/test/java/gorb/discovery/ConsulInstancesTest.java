package gorb.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.DiscoverySource.Verdict;
import gorb.model.ServerRole;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ConsulInstancesTest {
  @Test
  void theAddressOfTheServiceComesBeforeThatOfItsNode() {
    var answer = read(Verdict.BOTH, instance("", "[]", "{}"), instance("10.9.0.1", "[]", "{}"));

    assertThat(answer.instances()).extracting(it -> it.address().toString()).containsExactly("10.1.0.1", "10.9.0.1");
    assertThat(answer.instances()).extracting(Instance::label).containsOnly("n1/web-1");
    assertThat(answer.instances()).extracting(it -> it.port().getAsInt()).containsOnly(8080);
  }

  @ParameterizedTest
  @CsvSource({
      "BOTH,passing,true,10", "BOTH,warning,true,2", "BOTH,critical,false,10",
      "CONSUL,critical,false,10", "CONSUL,warning,true,2",
      "PULSE,critical,true,10", "PULSE,warning,true,10"})
  void healthOfConsulCountsWhereItShall(Verdict verdict, String status, boolean serves, int share) {
    var checks = "[{'CheckID':'serfHealth','Status':'passing'},{'CheckID':'web','Status':'" + status + "'}]";

    var instance = read(verdict, instance("", checks, "{}")).instances().getFirst();

    assertThat(instance.serves()).isEqualTo(serves);
    assertThat(instance.share()).isEqualTo(share);
  }

  @ParameterizedTest
  @CsvSource({"_node_maintenance", "_service_maintenance:web-1"})
  void maintenanceCountsWhoeverJudgesHealth(String check) {
    var checks = "[{'CheckID':'" + check + "','Status':'critical'}]";

    assertThat(read(Verdict.PULSE, instance("", checks, "{}")).instances().getFirst().serves()).isFalse();
  }

  @Test
  void metadataMaySayWeightAndRole() {
    var answer = read(Verdict.BOTH, instance("", "[]", "{'gorb-weight':'7','gorb-role':'fallback'}"),
        instance("", "[]", "{'gorb-weight':'much','gorb-role':'boss'}"));

    assertThat(answer.instances()).extracting(Instance::share).containsExactly(7, 10);
    assertThat(answer.instances()).extracting(Instance::role).containsExactly(ServerRole.FALLBACK, null);
    assertThat(answer.left()).hasSize(2);
  }

  @Test
  void whatHasNoAddressIsLeftOutAndNamed() {
    var answer = read(Verdict.BOTH, instance("host.example", "[]", "{}"), "7", "{}", "null",
        "{'Node':{'Address':'10.0.0.1'},'Service':{'Port':70000}}");

    assertThat(answer.instances()).isEmpty();
    assertThat(answer.left()).hasSize(5).first().asString().startsWith("n1/web-1: its address is none");
  }

  @Test
  void anIndexNeverGoesBackAndNeverAsksForNothing() {
    assertThat(BlockingIndex.after(0, Optional.of(5L))).isEqualTo(5);
    assertThat(BlockingIndex.after(5, Optional.of(4L))).as("Consul was wiped").isEqualTo(BlockingIndex.FIRST);
    assertThat(BlockingIndex.after(5, Optional.empty())).isEqualTo(BlockingIndex.FIRST);
    assertThat(BlockingIndex.after(0, Optional.of(0L))).as("0 would not block").isEqualTo(1);
    var random = new SplittableRandom(7);
    for (int i = 0; i < 1_000; i++) {
      long asked = random.nextLong(100);
      long answered = random.nextLong(100);
      long next = BlockingIndex.after(asked, Optional.of(answered));
      assertThat(next == BlockingIndex.FIRST ? answered < asked : next >= asked && next >= 1).isTrue();
    }
  }

  private static Answer read(Verdict verdict, String... instances) {
    var text = "[" + String.join(",", instances).replace('\'', '"') + "]";
    return ConsulInstances.read(JsonMapper.shared().readTree(text), verdict, Duration.ZERO);
  }

  private static String instance(String address, String checks, String meta) {
    return "{'Node':{'Node':'n1','Address':'10.1.0.1'},'Service':{'ID':'web-1','Service':'web','Address':'" + address
        + "','Port':8080,'Weights':{'Passing':10,'Warning':2},'Meta':" + meta + "},'Checks':" + checks + "}";
  }
}
