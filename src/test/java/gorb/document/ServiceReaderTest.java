package gorb.document;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ServiceReaderTest {
  private final ServiceReader reader = new ServiceReader(Hosts.unresolved());

  @Test
  void aWrongFirewallMarkIsTheOnlyProblemOfItsService() {
    assertRefused("{\"fwmark\":0}", "fwmark: 0 (expected: an integer from 1 to 4294967295)");
  }

  @Test
  void whatIsGivenBesideAWrongMarkIsNamedToo() {
    assertRefused("{\"fwmark\":0,\"port\":80}", "fwmark: 0 (expected: an integer from 1 to 4294967295); port: given with fwmark");
  }

  private void assertRefused(String json, String problems) {
    assertThatThrownBy(() -> reader.read((ObjectNode) JsonMapper.shared().readTree(json), Problems.lenient()))
        .isInstanceOf(DocumentException.class)
        .hasMessage(problems);
  }
}
