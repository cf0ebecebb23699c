package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.model.PoolPolicy;
import gorb.model.Quorum;
import gorb.model.VirtualService;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PoolPolicyFieldsTest {
  private final ServiceReader reader = new ServiceReader(Hosts.unresolved());

  @Test
  void aQuorumAloneIsReachedAndLostAtTheSameNumber() throws DocumentException {
    assertThat(read("").quorum()).isEqualTo(Quorum.ONE);
    assertThat(read(",\"quorum\":3").quorum()).isEqualTo(new Quorum(3, 3));
    assertThat(read(",\"quorum\":3,\"quorum_down\":2,\"panic_threshold\":30"))
        .isEqualTo(new PoolPolicy(new Quorum(3, 2), 30));
  }

  @Test
  void aLowerQuorumAboveTheOtherIsAProblem() {
    assertThatThrownBy(() -> read(",\"quorum\":2,\"quorum_down\":3"))
        .hasMessage("quorum_down: 3 (expected: at most quorum, which is 2)");
    assertThatThrownBy(() -> read(",\"panic_threshold\":101")).hasMessageContaining("panic_threshold: 101");
  }

  @Test
  void anEditKeepsWhatItDoesNotName() throws DocumentException {
    var service = reader.read(body(",\"quorum\":4,\"quorum_down\":2,\"panic_threshold\":30"), Problems.lenient());
    assertThat(edited(service, "{\"panic_threshold\":0}")).isEqualTo(new PoolPolicy(new Quorum(4, 2), 0));
    assertThat(edited(service, "{\"quorum\":6}")).isEqualTo(new PoolPolicy(new Quorum(6, 2), 30));
    assertThat(edited(service, "{\"quorum\":1}")).isEqualTo(new PoolPolicy(new Quorum(1, 1), 30));
  }

  @Test
  void whatIsAsByDefaultIsLeftOut() throws DocumentException {
    assertThat(ServiceWriter.options(reader.read(body(""), Problems.lenient())).toString())
        .doesNotContain("quorum", "panic");
    assertThat(ServiceWriter.options(
        reader.read(body(",\"quorum\":4,\"quorum_down\":2,\"panic_threshold\":30"), Problems.lenient())).toString())
        .contains("\"quorum\":4,\"quorum_down\":2,\"panic_threshold\":30");
  }

  private PoolPolicy edited(VirtualService service, String body) throws DocumentException {
    return reader.readEdit(JsonInput.object("body", body), "web", service, Problems.lenient()).orElseThrow().policy();
  }

  private PoolPolicy read(String more) throws DocumentException {
    return reader.read(body(more), Problems.lenient()).policy();
  }

  private static ObjectNode body(String more) throws DocumentException {
    return JsonInput.object("body", "{\"host\":\"10.0.0.1\",\"port\":80" + more + "}");
  }
}
