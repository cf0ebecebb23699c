package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.SHORT;
import static gorb.health.Checks.once;
import static gorb.health.Checks.reason;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.health.LoopbackServer.Treatment;
import gorb.model.CheckMethod.Grpc;
import gorb.model.CheckTarget;
import gorb.model.TlsSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the health service on a server of Vert.x: another hand's HTTP/2, with and without TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcProbeTest {
  private static final TlsSettings OURS = new TlsSettings(true, TestCertificates.path("ca.pem"), "web.example", null);
  /** Prefix and message by the service's name in hexadecimal digits: SERVING, NOT_SERVING, and so on. */
  private static final Map<String, String> ANSWERS = Map.of(
      "", "00000000020801", "good", "00000000020801", "bad", "00000000020802", "unknown", "0000000000",
      "garbage", "00000000ff", "long", "0000000002ffff");

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
    "'', Success", "good, Success", "bad, NOT_SERVING (expected SERVING)", "unknown, UNKNOWN (expected SERVING)",
    "missing, grpc status 5: unknown service (expected 0)", "garbage, no status of health in the answer",
    "long, no status of health in the answer", "http, status 503 (expected 200)", "reset, stream reset by the server: code 2"
  })
  void theHealthOfAServiceDecides(String service, String expected) throws Exception {
    assertThat(check(plain, service, null)).startsWith(expected);
  }

  @Test
  void tlsIsSpokenAndVerified() throws Exception {
    assertThat(check(secure, "good", OURS)).startsWith("Success");
    assertThat(check(secure, "bad", OURS)).isEqualTo("NOT_SERVING (expected SERVING)");
    assertThat(check(secure, "good", TlsSettings.DEFAULT)).isEqualTo("certificate of an unknown authority");
  }

  @Test
  void aServerWithoutHttp2IsDown() throws Exception {
    assertThat(raw(connection -> {
      connection.getInputStream().read();
      TcpDialogueTest.write(connection, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
      TcpDialogueTest.hang();
    })).startsWith("what came is not HTTP/2");
    try (var server = TestCertificates.serving("server", connection -> connection.getInputStream().read())) {
      assertThat(reason(once(new Grpc(server.target(), "", OURS), PLENTY)))
          .isEqualTo("TLS without HTTP/2 (expected: h2 by ALPN)");
    }
  }

  @Test
  void anAnswerThatEndsEarlyIsEndlessOrHangsIsAFailure() throws Exception {
    var settings = HexFormat.of().parseHex("000000040000000000");
    assertThat(raw(connection -> connection.getOutputStream().write(settings)))
        .isIn("connection closed before the end of the answer", "connection reset", "broken pipe");
    assertThat(raw(connection -> {
      connection.getOutputStream().write(settings);
      while (true) {
        // A ping is eight octets of any kind.
        connection.getOutputStream().write(HexFormat.of().parseHex("00000806010000000000000000000000000000".substring(0, 34)));
      }
    })).isEqualTo("answer longer than 65536 bytes");
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      connection.getOutputStream().write(settings);
      TcpDialogueTest.hang();
    })) {
      assertThat(reason(once(new Grpc(server.target(), "", null), SHORT))).isEqualTo("timed out after 300 ms");
    }
  }

  @Test
  void aRequestIsAMessageOfOneField() {
    assertThat(HexFormat.of().formatHex(GrpcProbe.request(""))).isEqualTo("0000000000");
    assertThat(HexFormat.of().formatHex(GrpcProbe.request("ab"))).isEqualTo("00000000040a026162");
    assertThat(HexFormat.of().formatHex(GrpcProbe.request("x".repeat(200)))).startsWith("00000000cb0ac801787878");
  }

  private static String raw(Treatment treatment) throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", treatment)) {
      return reason(once(new Grpc(server.target(), "", null), PLENTY));
    }
  }

  private static String check(HttpServer server, String service, @Nullable TlsSettings tls) throws Exception {
    return reason(once(new Grpc(new CheckTarget("127.0.0.1", server.actualPort()), service, tls), PLENTY));
  }

  private HttpServer listening(HttpServerOptions options) throws Exception {
    return vertx.createHttpServer(options).requestHandler(GrpcProbeTest::answer).listen(0, "127.0.0.1").await();
  }

  private static void answer(HttpServerRequest request) {
    request.body().onSuccess(body -> {
      var service = body.length() < 7 ? "" : body.getString(7, body.length());
      var response = request.response().putHeader("content-type", "application/grpc");
      if (!request.path().equals("/grpc.health.v1.Health/Check") || service.equals("http")) {
        response.setStatusCode(503).end();
      } else if (service.equals("reset")) {
        response.reset(2);
      } else if (ANSWERS.containsKey(service)) {
        response.putTrailer("grpc-status", "0").end(Buffer.buffer(HexFormat.of().parseHex(ANSWERS.get(service))));
      } else {
        response.putHeader("grpc-status", "5").putHeader("grpc-message", "unknown service").end();
      }
    });
  }
}
