package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.Dialogue;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.Octets;
import gorb.model.ServerKey;
import gorb.model.TlsSettings;
import gorb.model.TlsSettings.ClientCertificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
  void aTcpCheckMayHoldADialogueAndSpeakTls() throws DocumentException {
    assertThat(read("""
        {"args":{"send":"PING\\r\\n","expect_hex":"2b504f4e47","tls":true,"tls_verify":true,"ca":"/etc/ca.pem",
         "server_name":"redis.example","certificate":"/etc/c.pem"}}""").method())
        .isEqualTo(new CheckMethod.TcpConnect(new CheckTarget("10.1.0.1", 8080),
            new Dialogue(Octets.ofText("PING\r\n"), Octets.ofText("+PONG")),
            new TlsSettings(true, "/etc/ca.pem", "redis.example", new ClientCertificate("/etc/c.pem", "/etc/c.pem"))));
    assertThat(problems.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "'send':'a','send_hex':'61'", "'expect_hex':'6'", "'expect_hex':'xy'", "'expect':200", "'ca':'/x'",
    "'tls':true,'ca':'x'", "'tls':true,'ca':'/x','tls_verify':false", "'tls':true,'key':'/x'", "'tls':1",
    "'tls':true,'server_name':'a b'", "'tls':true,'server_name':''"
  })
  void whatDoesNotFitOfADialogueAndTlsIsAProblem(String args) throws DocumentException {
    read("{\"args\":{" + args.replace('\'', '"') + "}}");

    assertThat(problems.all()).hasSize(1);
  }

  @Test
  void aDialogueIsBoundedInOctets() throws DocumentException {
    read("{\"args\":{\"send\":\"" + "ü".repeat(513) + "\"}}");

    assertThat(problems.all()).hasToString(
        "[Problem[field=pulse.args.send, message=1026 octets in UTF-8 (expected: at most 1024)]]");
  }

  @Test
  void whatIsWrittenOfACheckIsReadAsTheSame() throws DocumentException {
    for (var args : List.of("{}", "{'host':'x','port':5,'timeout':'2s'}", "{'send':'a\\n','expect':'b'}",
        "{'send_hex':'00ff','tls':true}", "{'tls':true,'tls_verify':false}",
        "{'tls':true,'ca':'/x','server_name':'y','certificate':'/c','key':'/k'}")) {
      var written = args.replace('\'', '"');
      var check = read("{\"args\":" + written + "}");

      assertThat(CheckArguments.write(check, SERVER)).hasToString(written);
    }
    assertThat(problems.isEmpty()).isTrue();
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
    assertThat(HttpArguments.requestTarget(path)).contains(target);
  }

  @Test
  void aPathThatCouldEndTheRequestLineIsRefused() {
    for (char c = 0; c < ' '; c++) {
      assertThat(HttpArguments.requestTarget("/a" + c + "b")).isEmpty();
    }
    assertThat(HttpArguments.requestTarget("/a\u007f")).isEmpty();
    assertThat(HttpArguments.requestTarget("/a#b")).isEmpty();
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
