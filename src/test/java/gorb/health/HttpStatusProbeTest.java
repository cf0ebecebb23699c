package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.SHORT;
import static gorb.health.Checks.reason;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.CheckMethod.HttpStatus;
import gorb.model.CheckTarget;
import gorb.model.Health;
import gorb.model.IpAddress;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Engine.class)
class HttpStatusProbeTest {
  @Parameter
  Engine engine;

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

  @Test // H11
  void theExpectedStatusIsUp() throws Exception {
    try (var server = LoopbackServer.answering(OK)) {
      var report = engine.once(get(server, "/", 200), PLENTY);

      assertThat(report.health().health()).isInstanceOf(Health.Up.class);
    }
  }

  @ParameterizedTest // H12, H13
  @ValueSource(ints = {201, 204, 301, 302, 404, 500, 503, 999})
  void anotherStatusIsDownAndNamesBoth(int status) throws Exception {
    try (var server = LoopbackServer.answering("HTTP/1.1 " + status + " Whatever\r\n\r\n")) {
      var report = engine.once(get(server, "/", 200), PLENTY);

      assertThat(reason(report)).isEqualTo("status " + status + " (expected 200)");
    }
  }

  @ParameterizedTest // H14
  @ValueSource(ints = {204, 304, 404, 503})
  void anyStatusCanBeTheExpectedOne(int status) throws Exception {
    try (var server = LoopbackServer.answering("HTTP/1.1 " + status + " Whatever\r\n\r\n")) {
      var report = engine.once(get(server, "/", status), PLENTY);

      assertThat(report.result()).isInstanceOf(CheckResult.Success.class);
    }
  }

  @ParameterizedTest // H13, H18
  @CsvSource({"302, true", "200, false"})
  void aRedirectIsComparedAndNeverFollowed(int expected, boolean up) throws Exception {
    try (var elsewhere = LoopbackServer.answering(OK);
        var server = LoopbackServer.answering(
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + elsewhere.port() + "/\r\n\r\n")) {
      var report = engine.once(get(server, "/", expected), PLENTY);

      assertThat(report.result() instanceof CheckResult.Success).isEqualTo(up);
      assertThat(elsewhere.accepted()).isZero();
    }
  }

  @Test // H20
  void theRequestIsExactlyWhatItShouldBe() throws Exception {
    assertThat(requestOf("GET", "/h?q=1&r=%20/;:@", "127.0.0.1")).isEqualTo(
        "GET /h?q=1&r=%20/;:@ HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: gorb\r\nConnection: close\r\n\r\n");
  }

  @Test // H22
  void headIsSentAndItsAnswerHasNoBody() throws Exception {
    var heads = new LinkedBlockingQueue<String>();
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      heads.add(LoopbackServer.readHead(connection));
      connection.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(ISO_8859_1));
    })) {
      var report = engine.once(new HttpStatus(server.target(), "HEAD", "/", 200), PLENTY);

      assertThat(report.result()).isInstanceOf(CheckResult.Success.class);
      assertThat(heads.take()).startsWith("HEAD / HTTP/1.1\r\n");
    }
  }

  @Test
  void aMethodIsSentAsItIsAndOneWithContentSaysThatItHasNone() throws Exception {
    assertThat(requestOf("POST", "/", "127.0.0.1")).startsWith("POST / HTTP/1.1\r\n").contains("\r\nContent-Length: 0\r\n");
    assertThat(requestOf("get", "/", "127.0.0.1")).startsWith("get / HTTP/1.1\r\n").doesNotContain("Content-Length");
  }

  @Test
  void whatIsNotVisibleAsciiInAPathIsPercentEncoded() throws Exception {
    assertThat(requestOf("GET", "/a b\r\nX: y/é", "127.0.0.1"))
        .startsWith("GET /a%20b%0D%0AX:%20y/%C3%A9 HTTP/1.1\r\nHost: ");
  }

  @Test // H10, H21
  void theHostFieldHasAnIpv6AddressInBrackets() throws Exception {
    assertThat(requestOf("GET", "/", "::1")).contains("\r\nHost: [::1]:PORT\r\n");
  }

  @Test // H21
  void theHostFieldHasTheNameOfATargetThatIsOne() throws Exception {
    var heads = new LinkedBlockingQueue<String>();
    try (var server = LoopbackServer.on("127.0.0.1", connection -> heads.add(LoopbackServer.readHead(connection)))) {
      var target = new CheckTarget("backend.example", server.port());

      engine.once(new HttpStatus(target, "GET", "/", 200), PLENTY, _ -> IpAddress.of("127.0.0.1"));

      assertThat(heads.take()).contains("\r\nHost: backend.example:" + server.port() + "\r\n");
    }
  }

  @Test // H38
  void aProxyOfTheSystemIsNotUsed() throws Exception {
    var before = System.getProperty("http.proxyHost");
    try (var proxy = LoopbackServer.answering("HTTP/1.1 502 Bad Gateway\r\n\r\n");
        var server = LoopbackServer.answering(OK)) {
      System.setProperty("http.proxyHost", "127.0.0.1");
      System.setProperty("http.proxyPort", String.valueOf(proxy.port()));
      System.setProperty("http.nonProxyHosts", "");

      var report = engine.once(get(server, "/", 200), PLENTY);

      assertThat(report.result()).isInstanceOf(CheckResult.Success.class);
      assertThat(proxy.accepted()).isZero();
    } finally {
      TcpConnectProbeTest.restore("http.proxyHost", before);
      System.clearProperty("http.proxyPort");
      System.clearProperty("http.nonProxyHosts");
    }
  }

  @Test
  void aServerThatAcceptsAndSaysNothingTimesOut() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", HttpStatusProbeTest::hang)) {
      var report = engine.once(get(server, "/", 200), SHORT);

      assertThat(reason(report)).isEqualTo("timed out after 300 ms");
      assertThat(report.result().took()).isGreaterThanOrEqualTo(SHORT);
    }
  }

  @Test
  void aServerThatDoesNotReadTimesOutHoweverLongTheRequest() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", HttpStatusProbeTest::hang)) {
      var report = engine.once(get(server, "/" + "x".repeat(16 * 1024 * 1024), 200), SHORT);

      assertThat(reason(report)).isEqualTo("timed out after 300 ms");
    }
  }

  @Test
  void aConnectionThatIsResetAmidTheHeaderIsAFailure() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      LoopbackServer.readHead(connection);
      connection.getOutputStream().write("HTTP/1.1 200 OK\r\nA: b".getBytes(ISO_8859_1));
      connection.setSoLinger(true, 0);
    })) {
      var report = engine.once(get(server, "/", 200), PLENTY);

      assertThat(reason(report)).isIn("connection reset", "connection closed before the end of the header");
      assertThat(report.result()).isInstanceOf(CheckResult.Failure.class);
    }
  }

  @Test
  void aConnectionThatIsResetAtOnceIsAFailureThatSaysSo() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      LoopbackServer.readHead(connection);
      connection.setSoLinger(true, 0);
    })) {
      var report = engine.once(get(server, "/", 200), PLENTY);

      assertThat(reason(report)).isEqualTo("connection reset");
    }
  }

  @Test
  void aHeaderWithoutEndIsCutOff() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      LoopbackServer.readHead(connection);
      connection.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(ISO_8859_1));
      endless(connection, "X-More: and more\r\n", new AtomicLong());
    })) {
      var report = engine.once(get(server, "/", 200), PLENTY);

      assertThat(reason(report)).isEqualTo("header longer than 65536 bytes");
    }
  }

  @Test
  void aHeaderThatDripsTimesOut() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      LoopbackServer.readHead(connection);
      connection.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(ISO_8859_1));
      drip(connection);
    })) {
      var report = engine.once(get(server, "/", 200), SHORT);

      assertThat(reason(report)).isEqualTo("timed out after 300 ms");
    }
  }

  @Test
  void aBodyWithoutEndIsReadToABoundAndDoesNotChangeTheVerdict() throws Exception {
    var sent = new AtomicLong();
    var ended = new CountDownLatch(1);
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      LoopbackServer.readHead(connection);
      connection.setSendBufferSize(64 * 1024);
      connection.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
      try {
        endless(connection, "x".repeat(1024), sent);
      } finally {
        ended.countDown();
      }
    })) {
      var report = engine.once(get(server, "/", 200), PLENTY);
      ended.await();

      assertThat(report.result()).isInstanceOf(CheckResult.Success.class);
      assertThat(sent.get()).isBetween((long) HttpStatusProbe.MOST_BODY_BYTES, 16L * 1024 * 1024);
    }
  }

  @Test
  void aBodyThatDripsDoesNotChangeTheVerdict() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      LoopbackServer.readHead(connection);
      connection.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
      drip(connection);
    })) {
      var report = engine.once(get(server, "/", 200), SHORT);

      assertThat(report.result()).isInstanceOf(CheckResult.Success.class);
    }
  }

  @Test
  void aServerThatKeepsTheConnectionOpenIsUpBeforeTheDeadline() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      LoopbackServer.readHead(connection);
      connection.getOutputStream().write(OK.getBytes(ISO_8859_1));
      hang(connection);
    })) {
      var report = engine.once(get(server, "/", 200), PLENTY);

      assertThat(report.result()).isInstanceOf(CheckResult.Success.class);
      assertThat(report.result().took()).isLessThan(PLENTY);
    }
  }

  @Test
  void aServerThatSpeaksAnotherProtocolIsAFailureThatQuotesIt() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      connection.getOutputStream().write("SSH-2.0-Open\0SSH without end".getBytes(ISO_8859_1));
      hang(connection);
    })) {
      var report = engine.once(get(server, "/", 200), PLENTY);

      assertThat(reason(report)).startsWith("not an HTTP answer: \"S");
    }
  }

  private static HttpStatus get(LoopbackServer server, String path, int expected) {
    return new HttpStatus(server.target(), "GET", path, expected);
  }

  /** The head of the request that a server gets, its port as PORT. */
  private String requestOf(String method, String path, String address) throws Exception {
    var request = new CompletableFuture<String>();
    try (var server = LoopbackServer.on(address, connection -> request.complete(LoopbackServer.readHead(connection)))) {
      engine.once(new HttpStatus(new CheckTarget(address, server.port()), method, path, 200), PLENTY);
      return request.get().replace(":" + server.port() + "\r\n", ":PORT\r\n");
    }
  }

  private static void endless(Socket connection, String text, AtomicLong sent) throws IOException {
    var bytes = text.getBytes(ISO_8859_1);
    while (true) {
      connection.getOutputStream().write(bytes);
      sent.addAndGet(bytes.length);
    }
  }

  /** A byte every few milliseconds until the client goes away. */
  private static void drip(Socket connection) throws IOException {
    connection.setSoTimeout(5);
    while (true) {
      connection.getOutputStream().write('x');
      try {
        if (connection.getInputStream().read() < 0) {
          return;
        }
      } catch (SocketTimeoutException _) {
        // It is still there.
      }
    }
  }

  /** Until the server closes: the client's bytes are not read. */
  private static void hang(Socket connection) throws IOException {
    try {
      while (!connection.isClosed()) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
