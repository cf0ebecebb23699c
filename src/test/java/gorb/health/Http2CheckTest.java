package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.SHORT;
import static gorb.health.Checks.once;
import static gorb.health.Checks.reason;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.health.LoopbackServer.Treatment;
import gorb.model.CheckMethod.HttpStatus;
import gorb.model.CheckTarget;
import gorb.model.HttpExpectation;
import gorb.model.HttpRequest;
import gorb.model.Octets;
import gorb.model.StatusSet;
import gorb.model.TlsSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2CheckTest {
  private static final TlsSettings OURS = new TlsSettings(true, TestCertificates.path("ca.pem"), "web.example", null);
  /** More than the window of a stream and of a connection (RFC 9113 §6.9.2: 65,535). */
  private static final int LONG = 300_000;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private HttpServer plain;
  private HttpServer secure;

  @BeforeAll
  void start() throws Exception {
    plain = listening(new HttpServerOptions());
    secure = listening(new HttpServerOptions().setSsl(true).setUseAlpn(true).setKeyCertOptions(new PemKeyCertOptions()
        .setCertPath(TestCertificates.path("server.pem")).setKeyPath(TestCertificates.path("server.key"))));
  }

  @AfterAll
  void stop() throws Exception {
    vertx.close().await();
  }

  @ParameterizedTest
  @CsvSource({
    "/, Success", "/endless, Success", "/interim, Success", "/missing, status 404 (expected 200)",
    "/reset, stream reset by the server: code 2"
  })
  void theStatusDecides(String path, String expected) throws Exception {
    for (var tls : new TlsSettings[] {null, OURS}) {
      assertThat(check(path, tls, "", HttpExpectation.DEFAULT_BODY_LIMIT, 0)).startsWith(expected);
    }
  }

  @Test
  void theBodyIsReadAsFarAsItsLimit() throws Exception {
    assertThat(check("/", OURS, "well", 100, 0)).startsWith("Success");
    assertThat(check("/", null, "ill", 100, 0)).isEqualTo("no \"ill\" in the 11 bytes of the body");
    assertThat(check("/long", null, "xy", LONG, 0))
        .isEqualTo("no \"xy\" in the first " + LONG + " bytes of the body");
    assertThat(check("/long", OURS, "end", LONG + 3, 0)).startsWith("Success");
    assertThat(check("/endless", null, "xy", 1_000, 0)).isEqualTo("no \"xy\" in the first 1000 bytes of the body");
  }

  @Test
  void redirectsAreFollowedByHttp2() throws Exception {
    assertThat(check("/moved", null, "", 1, 0)).isEqualTo("status 302 (expected 200)");
    assertThat(check("/moved", null, "", 1, 1)).startsWith("Success");
    assertThat(check("/moved", OURS, "", 1, 1)).startsWith("Success");
    assertThat(check("/round", null, "", 1, 2)).isEqualTo("more than 2 redirects");
  }

  @Test
  void theFieldsAreTheOperatorsAndTheHostIsTheAuthority() throws Exception {
    var request = new HttpRequest("POST", "/fields?q=a", List.of(new HttpRequest.Field("Host", "shop.example"),
        new HttpRequest.Field("X-Token", "secret"), new HttpRequest.Field("User-Agent", "other")), true);
    var expectation = expectation("POST shop.example /fields?q=a secret other", 1_000);

    assertThat(reason(once(new HttpStatus(target(plain), request, expectation, 0, null), PLENTY))).startsWith("Success");
    var usual = new HttpRequest("HEAD", "/fields", List.of(), true);
    assertThat(reason(once(new HttpStatus(target(plain), usual, new HttpExpectation(200), 0, null), PLENTY)))
        .startsWith("Success");
  }

  @Test
  void aServerWithoutHttp2IsDown() throws Exception {
    assertThat(raw(connection -> {
      connection.getInputStream().read();
      TcpDialogueTest.write(connection, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
      TcpDialogueTest.hang();
    })).startsWith("what came is not HTTP/2");
    try (var server = TestCertificates.serving("server", connection -> connection.getInputStream().read())) {
      assertThat(reason(once(new HttpStatus(server.target(), get("/"), new HttpExpectation(200), 0, OURS), PLENTY)))
          .isEqualTo("TLS without HTTP/2 (expected: h2 by ALPN)");
    }
  }

  @Test
  void anAnswerThatEndsEarlyIsEndlessOrHangsIsAFailure() throws Exception {
    var settings = HexFormat.of().parseHex("000000040000000000");
    var ping = HexFormat.of().parseHex("0000080601000000000000000000000000");
    assertThat(raw(connection -> connection.getOutputStream().write(settings)))
        .isIn("connection closed before the end of the answer", "connection reset", "broken pipe");
    assertThat(raw(connection -> {
      connection.getOutputStream().write(settings);
      while (true) {
        connection.getOutputStream().write(ping);
      }
    })).isEqualTo("answer longer than 65536 bytes");
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      connection.getOutputStream().write(settings);
      TcpDialogueTest.hang();
    })) {
      assertThat(reason(once(new HttpStatus(server.target(), get("/"), new HttpExpectation(200), 0, null), SHORT)))
          .isEqualTo("timed out after 300 ms");
    }
  }

  private static String raw(Treatment treatment) throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", treatment)) {
      return reason(once(new HttpStatus(server.target(), get("/"), new HttpExpectation(200), 0, null), PLENTY));
    }
  }

  private String check(String path, @Nullable TlsSettings tls, String text, int limit, int redirects) throws Exception {
    return reason(once(new HttpStatus(
        target(tls == null ? plain : secure), get(path), expectation(text, limit), redirects, tls), PLENTY));
  }

  private static HttpRequest get(String path) {
    return new HttpRequest("GET", path, List.of(), true);
  }

  private static HttpExpectation expectation(String text, int limit) {
    return new HttpExpectation(StatusSet.of(200), Octets.ofText(text), "", limit);
  }

  private static CheckTarget target(HttpServer server) {
    return new CheckTarget("127.0.0.1", server.actualPort());
  }

  private HttpServer listening(HttpServerOptions options) throws Exception {
    return vertx.createHttpServer(options).requestHandler(Http2CheckTest::answer).listen(0, "127.0.0.1").await();
  }

  private static void answer(HttpServerRequest request) {
    var response = request.response();
    if (request.version() != HttpVersion.HTTP_2) {
      response.setStatusCode(505).end();
      return;
    }
    switch (request.path()) {
      case "/" -> response.end("all is well");
      case "/endless" -> endless(request);
      case "/interim" -> {
        response.writeContinue();
        response.end();
      }
      case "/missing" -> response.setStatusCode(404).end();
      case "/reset" -> response.reset(2);
      case "/long" -> response.end("x".repeat(LONG) + "end");
      case "/moved" -> response.setStatusCode(302).putHeader("location", "/").end();
      case "/round" -> response.setStatusCode(302).putHeader("location", "/round").end();
      case "/fields" -> response.end(request.method() + " " + request.authority().host() + " " + request.uri() + " "
          + request.getHeader("x-token") + " " + request.getHeader("user-agent"));
      default -> response.setStatusCode(500).end();
    }
  }

  private static void endless(HttpServerRequest request) {
    var response = request.response().setChunked(true);
    response.write("x".repeat(10_000));
    response.drainHandler(_ -> response.write("x".repeat(10_000)));
  }
}
