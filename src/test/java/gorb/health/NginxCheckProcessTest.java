package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.SHORT;
import static gorb.health.Checks.reason;
import static gorb.health.TestCertificates.path;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.CheckMethod;
import gorb.model.CheckMethod.HttpStatus;
import gorb.model.CheckTarget;
import gorb.model.Dialogue;
import gorb.model.Health;
import gorb.model.HealthCheck;
import gorb.model.HttpExpectation;
import gorb.model.HttpRequest;
import gorb.model.IpAddress;
import gorb.model.Octets;
import gorb.model.StatusSet;
import gorb.model.TlsSettings;
import gorb.model.TlsSettings.ClientCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kinds tcp, http, https and held against a real server of HTTP with TLS, by both engines. */
@Tag("process")
@ParameterizedClass
@EnumSource(Engine.class)
class NginxCheckProcessTest {
  private static final int PLAIN = 0;
  private static final int SECURE = 1;
  private static final int EXPIRED = 2;
  private static final int OTHER = 3;
  private static final int ASKING = 4;
  private static final int HTTP_2 = 5;
  private static final int SECURE_HTTP_2 = 6;
  private static final int ASKING_HTTP_2 = 7;
  private static final String LOCATIONS = """
      location = / { return 200 "all is well"; }
      location = /missing { return 404; }
      location = /broken { return 503; }
      location = /closes { return 444; }
      location = /moved { return 302 /; }
      location = /long { return 200 "%s"; }
      location = /empty { return 204; }
      """.formatted("0123456789".repeat(300));
  private static final String ASKING_CLIENTS = "ssl_client_certificate " + path("ca.pem") + "; ssl_verify_client on;";
  private static final TlsSettings OURS = new TlsSettings(true, path("ca.pem"), null, null);

  private static LabServer nginx;

  @Parameter
  Engine engine;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    nginx = LabServers.nginx(folder, 8, ports -> "server { listen 127.0.0.1:%d; %s }".formatted(ports.get(PLAIN), LOCATIONS)
        + secure(ports.get(SECURE), "server", "") + secure(ports.get(EXPIRED), "expired", "")
        + secure(ports.get(OTHER), "other", "")
        + secure(ports.get(ASKING), "server", ASKING_CLIENTS)
        + "server { listen 127.0.0.1:%d http2; %s }".formatted(ports.get(HTTP_2), LOCATIONS)
        + secure(ports.get(SECURE_HTTP_2), "server", "").replace(" ssl;", " ssl http2;")
        + secure(ports.get(ASKING_HTTP_2), "server", ASKING_CLIENTS).replace(" ssl;", " ssl http2;"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (nginx != null) {
      nginx.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"/, 200", "/missing, 404", "/moved, 302", "/long, 200", "/empty, 204"})
  void theExpectedStatusIsUp(String path, int status) throws Exception {
    assertThat(check(new HttpStatus(target(PLAIN), "GET", path, status))).startsWith("Success");
    assertThat(check(new HttpStatus(target(PLAIN), "HEAD", path, status))).startsWith("Success");
  }

  @ParameterizedTest
  @CsvSource({
    "/missing, status 404 (expected 200)", "/broken, status 503 (expected 200)",
    "/closes, connection closed before an answer"
  })
  void anotherAnswerIsDown(String path, String reason) throws Exception {
    assertThat(check(new HttpStatus(target(PLAIN), "GET", path, 200))).isEqualTo(reason);
  }

  @Test
  void theBodyIsLookedThrough() throws Exception {
    assertThat(check(body("/", "well"))).startsWith("Success");
    assertThat(check(body("/", "ill"))).isEqualTo("no \"ill\" in the 11 bytes of the body");
    assertThat(check(body("/long", "90123"))).startsWith("Success");
  }

  @Test
  void aRedirectIsFollowedWhereThatIsAllowed() throws Exception {
    var request = new HttpRequest("GET", "/moved", List.of());

    assertThat(check(new HttpStatus(target(PLAIN), request, new HttpExpectation(200), 1, null))).startsWith("Success");
    assertThat(check(new HttpStatus(target(PLAIN), request, new HttpExpectation(200), 0, null)))
        .isEqualTo("status 302 (expected 200)");
  }

  @Test
  void aValidCertificateIsUpAndOthersSayWhatIsWrong() throws Exception {
    assertThat(check(https(SECURE, OURS))).startsWith("Success");
    assertThat(check(https(EXPIRED, OURS))).startsWith("certificate expired (");
    assertThat(check(https(OTHER, OURS))).startsWith("certificate of another name (");
    assertThat(check(https(SECURE, TlsSettings.DEFAULT))).isEqualTo("certificate of an unknown authority");
    assertThat(check(https(EXPIRED, new TlsSettings(false, null, null, null)))).startsWith("Success");
    assertThat(check(https(OTHER, new TlsSettings(true, path("ca.pem"), "elsewhere.example", null))))
        .startsWith("Success");
  }

  @Test
  void aServerThatWantsACertificateGetsIt() throws Exception {
    var shown = new ClientCertificate(path("client.pem"), path("client.key"));

    assertThat(check(https(ASKING, new TlsSettings(true, path("ca.pem"), null, shown)))).startsWith("Success");
    assertThat(check(https(ASKING, OURS))).isEqualTo("status 400 (expected 200)");
  }

  @Test
  void http2IsSpokenWhereItIsAskedForAndNowhereElse() throws Exception {
    assertThat(check(http2(HTTP_2, "/", null))).startsWith("Success");
    assertThat(check(http2(SECURE_HTTP_2, "/", OURS))).startsWith("Success");
    assertThat(check(https(SECURE_HTTP_2, OURS))).startsWith("Success");
    assertThat(check(http2(SECURE, "/", OURS))).isEqualTo("TLS alert: no_application_protocol");
    assertThat(check(http2(PLAIN, "/", null))).startsWith("what came is not HTTP/2");
  }

  @Test
  void plainAndTlsAreNotMistakenForEachOther() throws Exception {
    assertThat(check(https(PLAIN, OURS))).isEqualTo("what came is not TLS");
    assertThat(check(new HttpStatus(target(SECURE), "GET", "/", 200))).isEqualTo("status 400 (expected 200)");
  }

  @Test
  void aConnectionIsEnoughForTcpAndForHeld() throws Exception {
    assertThat(check(new CheckMethod.TcpConnect(target(PLAIN)))).startsWith("Success");
    assertThat(check(new CheckMethod.TcpConnect(target(SECURE), Dialogue.NONE, OURS))).startsWith("Success");
    assertThat(check(new CheckMethod.Held(target(PLAIN), Duration.ofSeconds(5)))).startsWith("Success");
  }

  @Test
  void aDialogueIsHeld() throws Exception {
    var dialogue = new Dialogue(Octets.ofText("HEAD / HTTP/1.0\r\n\r\n"), Octets.ofText("200 OK"));

    assertThat(check(new CheckMethod.TcpConnect(target(PLAIN), dialogue, null))).startsWith("Success");
    assertThat(check(new CheckMethod.TcpConnect(target(SECURE), dialogue, OURS))).startsWith("Success");
  }

  @ParameterizedTest
  @ValueSource(strings = {"200", "200-299", "404,200"})
  void statusesAreSets(String statuses) throws Exception {
    var expectation = new HttpExpectation(StatusSet.parse(statuses).orElseThrow(), Octets.NONE, "", 1);

    assertThat(check(new HttpStatus(target(PLAIN), new HttpRequest("GET", "/", List.of()), expectation, 0, null)))
        .startsWith("Success");
  }

  @Test
  void aServerThatIsStoppedByASignalTimesOutAndOneThatIsKilledRefuses(@TempDir Path folder) throws Exception {
    try (var other = LabServers.nginx(folder, 1, ports ->
        "server { listen 127.0.0.1:" + ports.getFirst() + "; return 200; }")) {
      var method = new HttpStatus(other.target(0), "GET", "/", 200);
      assertThat(check(method)).startsWith("Success");

      other.signal("STOP");
      assertThat(reason(engine.once(method, SHORT))).isEqualTo("timed out after 300 ms");
      other.kill();

      assertThat(check(method)).isEqualTo("refused connection");
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      /missing | status 404 (expected 200)
      /moved   | status 302 (expected 200)
      /long    | no "well" in the first 100 bytes of the body
      /closes  | stream reset by the server: code 1
      """)
  void anotherAnswerByHttp2IsDown(String path, String reason) throws Exception {
    assertThat(check(http2(HTTP_2, path, null))).isEqualTo(reason);
    assertThat(check(http2(SECURE_HTTP_2, path, OURS))).isEqualTo(reason);
  }

  @Test
  void anotherAnswerInADialogueIsDownAndSoIsAWrongCertificate() throws Exception {
    var dialogue = new Dialogue(Octets.ofText("HEAD /missing HTTP/1.0\r\n\r\n"), Octets.ofText("200 OK"));

    assertThat(check(new CheckMethod.TcpConnect(target(PLAIN), dialogue, null)))
        .startsWith("connection closed before \"200 OK\"; what came: \"HTTP/1.1 404 Not Found");
    assertThat(check(new CheckMethod.TcpConnect(target(EXPIRED), Dialogue.NONE, OURS))).startsWith("certificate expired (");
    assertThat(check(new CheckMethod.TcpConnect(target(OTHER), Dialogue.NONE, OURS))).startsWith("certificate of another name (");
    assertThat(check(new CheckMethod.TcpConnect(target(PLAIN), Dialogue.NONE, OURS))).isEqualTo("what came is not TLS");
  }

  @Test
  void http2VerifiesTheServerAndShowsACertificate() throws Exception {
    var shown = new ClientCertificate(path("client.pem"), path("client.key"));

    assertThat(check(http2(ASKING_HTTP_2, "/", new TlsSettings(true, path("ca.pem"), null, shown)))).startsWith("Success");
    assertThat(check(http2(ASKING_HTTP_2, "/", OURS))).isEqualTo("status 400 (expected 200)");
    assertThat(check(http2(SECURE_HTTP_2, "/", TlsSettings.DEFAULT))).isEqualTo("certificate of an unknown authority");
    assertThat(check(http2(SECURE_HTTP_2, "/", new TlsSettings(true, path("ca.pem"), "elsewhere.example", null))))
        .startsWith("certificate of another name (");
  }

  @Test
  void aHeldConnectionEndsWithTheServer(@TempDir Path folder) throws Exception {
    var reports = new LinkedBlockingQueue<CheckReport<String>>();
    try (var other = LabServers.nginx(folder, 1, ports -> "server { listen 127.0.0.1:" + ports.getFirst() + "; }");
        var monitor = engine.<String>monitor(IpAddress::of, new Random(1), reports::add)) {
      monitor.start();
      var held = new CheckMethod.Held(other.target(0), Duration.ofSeconds(5));
      monitor.set(Map.of("server", new Watch(new HealthCheck(held, Duration.ofMillis(100), PLENTY), Checks.FRESH)));
      assertThat(reports.take().result()).isInstanceOf(CheckResult.Success.class);

      other.kill();

      var failure = reports.take();
      while (failure.result() instanceof CheckResult.Success) {
        failure = reports.take();
      }
      assertThat(reason(failure)).isEqualTo("connection closed by the server");
      assertThat(failure.health().health()).isInstanceOf(Health.Down.class);
    }
  }

  private String check(CheckMethod method) throws InterruptedException {
    return reason(engine.once(method, PLENTY));
  }

  private static CheckTarget target(int position) {
    return nginx.target(position);
  }

  private static HttpStatus body(String path, String text) {
    var expectation =
        new HttpExpectation(StatusSet.of(200), Octets.ofText(text), "", HttpExpectation.DEFAULT_BODY_LIMIT);
    return new HttpStatus(target(PLAIN), new HttpRequest("GET", path, List.of()), expectation, 0, null);
  }

  private static HttpStatus https(int position, TlsSettings tls) {
    return new HttpStatus(target(position), new HttpRequest("GET", "/", List.of()), new HttpExpectation(200), 0, tls);
  }

  private static HttpStatus http2(int position, String path, @Nullable TlsSettings tls) {
    var expectation = new HttpExpectation(StatusSet.of(200), Octets.ofText("well"), "", 100);
    return new HttpStatus(target(position), new HttpRequest("GET", path, List.of(), true), expectation, 0, tls);
  }

  private static String secure(int port, String certificate, String more) {
    return """
        server {
          listen 127.0.0.1:%d ssl;
          ssl_certificate %s; ssl_certificate_key %s; %s
          %s
        }
        """.formatted(port, path(certificate + ".pem"), path(certificate + ".key"), more, LOCATIONS);
  }
}
