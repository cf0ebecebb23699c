package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.model.RealServer;
import gorb.model.ServerRole;
import org.junit.jupiter.api.Test;

class BackendRoleTest {
  private final BackendReader reader = new BackendReader(Hosts.unresolved());

  @Test
  void aBackendIsRegularUnlessItIsSaid() throws DocumentException {
    assertThat(read("").role()).isEqualTo(ServerRole.REGULAR);
    assertThat(read(",\"role\":\"regular\"").role()).isEqualTo(ServerRole.REGULAR);
    assertThat(read(",\"role\":\"fallback\"").role()).isEqualTo(ServerRole.FALLBACK);
  }

  @Test
  void anotherWordIsAProblem() {
    assertThatThrownBy(() -> read(",\"role\":\"backup\""))
        .hasMessage("role: \"backup\" (expected: regular, fallback)");
  }

  @Test
  void theRoleIsWrittenWhereItIsAnother() throws DocumentException {
    assertThat(BackendWriter.options(read(""), 100).has("role")).isFalse();
    assertThat(BackendWriter.options(read(",\"role\":\"fallback\""), 0).path("role").asString()).isEqualTo("fallback");
  }

  private RealServer read(String more) throws DocumentException {
    var body = JsonInput.object("body", "{\"host\":\"10.1.0.1\",\"port\":80" + more + "}");
    return reader.read(body, null, Problems.lenient());
  }
}
