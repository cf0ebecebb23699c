package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.Dialogue;
import gorb.model.HealthCheck;
import gorb.model.HttpExpectation;
import gorb.model.HttpRequest;
import gorb.model.IpAddress;
import gorb.model.Octets;
import gorb.model.ServerKey;
import gorb.model.StatusSet;
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
  void everythingOfHttpsCanBeSaid() throws DocumentException {
    var written = """
        {"method":"HEAD","path":"/h","expect":"200-299,404","headers":{"Host":"www.example","X-A":"b c"},
        "body_contains":"ü","body_matches":"^a+$","body_limit":9,"http2":true,"redirects":3,"tls_verify":false}""".replace("\n", "");
    var check = read("{\"type\":\"https\",\"args\":" + written + "}");

    assertThat(check.method()).isEqualTo(new CheckMethod.HttpStatus(new CheckTarget("10.1.0.1", 8080),
        new HttpRequest("HEAD", "/h",
            List.of(new HttpRequest.Field("Host", "www.example"), new HttpRequest.Field("X-A", "b c")), true),
        new HttpExpectation(new StatusSet(List.of(new StatusSet.Range(200, 299), new StatusSet.Range(404, 404))),
            Octets.ofText("ü"), "^a+$", 9),
        3, new TlsSettings(false, null, null, null)));
    assertThat(CheckArguments.write(check, SERVER)).hasToString(written);
    assertThat(check.method().label()).isEqualTo("https");
    assertThat(problems.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', quoteCharacter = '|', value = {
    "200; 200", "'204'; 204", "'0204'; 204", "'200-299'; 200-299", "'200-299, 404'; 200-299,404", "' 301 - 302'; 301-302"
  })
  void statusesAreOneOrSeveral(String said, String meant) throws DocumentException {
    var check = read("{\"type\":\"http\",\"args\":{\"expect\":" + said.replace('\'', '"') + "}}");

    assertThat(((CheckMethod.HttpStatus) check.method()).expectation().statuses()).hasToString(meant);
    assertThat(problems.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "'expect':'299-200'", "'expect':'200,'", "'expect':'2xx'", "'expect':'200-600'", "'expect':'99,200'",
    "'headers':{'Host':''}", "'headers':{'A B':'x'}", "'headers':{'A':'x\\r\\nB: y'}", "'headers':{'A':5}",
    "'headers':{'Content-Length':'5'}", "'headers':[]", "'body_matches':'('", "'body_limit':0", "'redirects':11", "'http2':1"
  })
  void whatDoesNotFitOfHttpIsAProblem(String args) throws DocumentException {
    read("{\"type\":\"http\",\"args\":{" + args.replace('\'', '"') + "}}");

    assertThat(problems.all()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', quoteCharacter = '|', value = {
    "agent; {'port':9777,'send':'web1\\n'}", "agent; {'tls':true}", "udp; {'send_hex':'00ff','expect':'x'}",
    "dns; {'name':'www.example'}", "dns; {'name':'.','record':'NS','answer':'a.example'}",
    "exec; {'host':'x','command':['/bin/a','b c','']}", "exec; {'command':['/bin/a'],'exit_weight':true}",
    "held; {'keepalive':'1m','timeout':'1s'}", "held; {}",
    "grpc; {'port':9000,'service':'shop.Cart','tls':true,'tls_verify':false}", "grpc; {}"
  })
  void otherKindsAreWrittenAsTheyWereRead(String type, String args) throws DocumentException {
    var written = args.replace('\'', '"');
    var check = read("{\"type\":\"" + type + "\",\"args\":" + written + "}");

    assertThat(check.method().label()).isEqualTo(type);
    assertThat(CheckArguments.write(check, SERVER)).hasToString(written);
    assertThat(problems.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', quoteCharacter = '|', value = {
    "dns; {}", "dns; {'name':'a..b'}", "dns; {'name':'x','record':'a'}", "dns; {'name':'x','record':'HINFO'}",
    "exec; {}", "exec; {'command':[]}", "exec; {'command':['true']}", "exec; {'command':'/bin/true'}",
    "exec; {'command':['/a',5]}", "held; {'keepalive':'10ms'}", "agent; {'send':5}", "udp; {'expect':5}"
  })
  void whatDoesNotFitOfOtherKindsIsAProblem(String type, String args) throws DocumentException {
    read("{\"type\":\"" + type + "\",\"args\":" + args.replace('\'', '"') + "}");

    assertThat(problems.all()).hasSize(1);
  }

  @Test
  void aRefusalOfADatagramIsAwaitedForLessThanTheTimeout() throws DocumentException {
    for (var row : List.of(List.of("5s", 300), List.of("200ms", 100))) {
      var check = read("{\"type\":\"udp\",\"args\":{\"timeout\":\"" + row.get(0) + "\"}}");

      assertThat(((CheckMethod.Udp) check.method()).quiet()).isEqualTo(Duration.ofMillis((int) row.get(1)));
    }
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
    return PulseReader.read(Fields.of(JsonInput.object("body", pulse), "pulse.", problems), SERVER, "tcp").check();
  }
}
