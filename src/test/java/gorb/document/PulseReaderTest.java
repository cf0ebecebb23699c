package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.ServerKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PulseReaderTest {
  private static final ServerKey SERVER = new ServerKey(IpAddress.of("10.1.0.1"), 8080);

  private final Problems problems = Problems.lenient();

  @Test
  void nothingMeansAConnectionToTheServerEveryMinute() throws DocumentException {
    assertThat(read("{}")).isEqualTo(new HealthCheck(
        new CheckMethod.TcpConnect(new CheckTarget("10.1.0.1", 8080)), Duration.ofMinutes(1), Duration.ofSeconds(5)));
  }

  @Test
  void httpAsksForTheRootAndExpects200() throws DocumentException {
    assertThat(read("{\"type\":\"http\"}").method())
        .isEqualTo(new CheckMethod.HttpStatus(new CheckTarget("10.1.0.1", 8080), "GET", "/", 200));
  }

  @Test
  void everythingOfHttpCanBeSaid() throws DocumentException {
    var check = read("""
        {"type":"http","interval":"1.5s","args":{"method":"HEAD","host":"web.example","port":"81","path":"h?q=1",
         "expect":"204","timeout":"750ms","unknown":[1]}}""");

    assertThat(check).isEqualTo(new HealthCheck(
        new CheckMethod.HttpStatus(new CheckTarget("web.example", 81), "HEAD", "/h?q=1", 204),
        Duration.ofMillis(1_500), Duration.ofMillis(750)));
    assertThat(problems.isEmpty()).isTrue();
  }

  @Test
  void aTcpCheckMayGoElsewhere() throws DocumentException {
    assertThat(read("{\"args\":{\"host\":\"fd00::1\",\"port\":81}}").method())
        .isEqualTo(new CheckMethod.TcpConnect(new CheckTarget("fd00::1", 81)));
  }

  @Test
  void noneChecksNothing() throws DocumentException {
    assertThat(read("{\"type\":\"none\",\"interval\":\"5s\"}").method()).isEqualTo(new CheckMethod.Always());
  }

  @ParameterizedTest
  @CsvSource({
    "/health, /health", "health, /health", "'', /", "/a?b=c&d, /a?b=c&d", "/a b, /a%20b", "/ü, /%C3%BC",
    "/a%20b, /a%20b",
  })
  void aPathIsMadeFitForARequestLine(String path, String target) {
    assertThat(PulseReader.requestTarget(path)).contains(target);
  }

  @Test
  void aPathThatCouldEndTheRequestLineIsRefused() {
    for (char c = 0; c < ' '; c++) {
      assertThat(PulseReader.requestTarget("/a" + c + "b")).isEmpty();
    }
    assertThat(PulseReader.requestTarget("/a\u007f")).isEmpty();
    assertThat(PulseReader.requestTarget("/a#b")).isEmpty();
  }

  @Test
  void aServerWithoutPortIsCheckedSomewhere() {
    var anyPort = new ServerKey(IpAddress.of("10.1.0.1"), 0);

    var check = PulseReader.check("tcp", tools.jackson.databind.node.JsonNodeFactory.instance.objectNode(), anyPort,
        problems);

    assertThat(check.method()).isEqualTo(new CheckMethod.TcpConnect(new CheckTarget("10.1.0.1", 1)));
  }

  @Test
  void aMethodThatIsNoTokenIsAProblemAndTheCheckIsHarmless() throws DocumentException {
    var check = read("{\"type\":\"http\",\"args\":{\"method\":\"BAD METHOD\"}}");

    assertThat(problems.isEmpty()).isFalse();
    assertThat(check.method())
        .isEqualTo(new CheckMethod.HttpStatus(new CheckTarget("10.1.0.1", 8080), "GET", "/", 200));
  }

  @Test
  void tooManyArgumentsAreRefused() throws DocumentException {
    read("{\"args\":{\"x\":\"" + "y".repeat(9_000) + "\"}}");

    assertThat(problems.isEmpty()).isFalse();
  }

  private HealthCheck read(String pulse) throws DocumentException {
    return PulseReader.read(JsonInput.object("body", pulse), "pulse.", SERVER, "tcp", problems).check();
  }
}
