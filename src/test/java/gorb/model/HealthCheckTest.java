package gorb.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCheckTest {
  private static final CheckTarget TARGET = new CheckTarget("10.1.0.7", 8080);

  @Test
  void durationsAreMoreThanZero() {
    var none = new CheckMethod.Always();

    assertThatThrownBy(() -> new HealthCheck(none, Duration.ZERO, Duration.ofSeconds(5)))
        .hasMessage("check interval: PT0S (expected: more than 0)");
    assertThatThrownBy(() -> new HealthCheck(none, Duration.ofSeconds(1), Duration.ofSeconds(-5)))
        .hasMessage("check timeout: PT-5S (expected: more than 0)");
  }

  @Test
  void aTargetPrintsAsTheHostFieldOfARequest() {
    assertThat(TARGET).hasToString("10.1.0.7:8080");
    assertThat(new CheckTarget("fd00::1", 80)).hasToString("[fd00::1]:80");
    assertThat(new CheckTarget("backend.example", 80)).hasToString("backend.example:80");
  }

  @Test
  void aTargetHasAHostAndAPort() {
    assertThatThrownBy(() -> new CheckTarget("", 80)).hasMessage("check host: empty (expected: an address or a name)");
    assertThatThrownBy(() -> new CheckTarget("a", 0)).hasMessage("check port: 0 (expected: 1..65535)");
    assertThatThrownBy(() -> new CheckTarget("a", 65_536)).hasMessage("check port: 65536 (expected: 1..65535)");
  }

  @Test
  void eachKindHasTheNameThatUsersWrite() {
    assertThat(new CheckMethod.Always().label()).isEqualTo("none");
    assertThat(new CheckMethod.TcpConnect(TARGET).label()).isEqualTo("tcp");
    assertThat(new CheckMethod.HttpStatus(TARGET, "GET", "/", 200).label()).isEqualTo("http");
  }

  @ParameterizedTest // H23
  @ValueSource(strings = {"", "GE T", "GET\r\nX: y", "G\u00c9T", "GET/", "(", "\u0000"})
  void aMethodThatIsNoTokenIsRefused(String method) {
    assertThatThrownBy(() -> new CheckMethod.HttpStatus(TARGET, method, "/", 200))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("check method: \"" + method + "\" (expected: a token such as GET)");
  }

  @Test
  void aMethodIsKeptAsItIsWritten() {
    assertThat(new CheckMethod.HttpStatus(TARGET, "get", "/", 200).request().method()).isEqualTo("get");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "health", "?q", "http://a/"})
  void aPathWithoutItsSlashIsRefused(String path) {
    assertThatThrownBy(() -> new CheckMethod.HttpStatus(TARGET, "GET", path, 200))
        .hasMessage("check path: \"" + path + "\" (expected: a path from its slash)");
  }
}
