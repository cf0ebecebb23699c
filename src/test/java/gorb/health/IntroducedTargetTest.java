package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.reason;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.Dialogue;
import gorb.model.HttpExpectation;
import gorb.model.HttpRequest;
import gorb.model.Octets;
import gorb.model.TlsSettings;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks of servers that read the header of the PROXY protocol first, as its text tells receivers to. */
@ParameterizedClass
@EnumSource(Engine.class)
class IntroducedTargetTest {
  @Parameter
  Engine engine;

  /** Section 2.2 of proxy-protocol.txt: version 2, command LOCAL, family and protocol unspecified, length 0. */
  private static final String LOCAL = "0d0a0d0a000d0a515549540a20000000";

  private final LinkedBlockingQueue<String> headers = new LinkedBlockingQueue<>();

  @Test
  void anHttpCheckBeginsWithTheHeader() throws Exception {
    try (var server = expecting(connection -> answer(connection, "HTTP/1.1 200 OK\r\n\r\n"))) {
      var method = new CheckMethod.HttpStatus(introduced(server), "GET", "/", 200);

      assertThat(engine.once(method, PLENTY).result()).isInstanceOf(CheckResult.Success.class);
      assertThat(headers.take()).isEqualTo(LOCAL);
    }
  }

  @Test
  void aTcpCheckAndAHeldOneTooAndSoTheServerSpeaksFirst() throws Exception {
    try (var server = expecting(connection -> {
      connection.getOutputStream().write("220 ready\r\n".getBytes(ISO_8859_1));
      connection.getInputStream().read();
    })) {
      var dialogue = new Dialogue(Octets.NONE, Octets.ofText("220"));
      assertThat(engine.once(new CheckMethod.TcpConnect(introduced(server), dialogue, null), PLENTY).result())
          .isInstanceOf(CheckResult.Success.class);
      assertThat(headers.take()).isEqualTo(LOCAL);

      assertThat(engine.once(new CheckMethod.Held(introduced(server), Duration.ofSeconds(30)), PLENTY).result())
          .isInstanceOf(CheckResult.Success.class);
      assertThat(headers.take()).isEqualTo(LOCAL);
    }
  }

  @Test
  void theHeaderGoesBeforeTls() throws Exception {
    var context = TestCertificates.context("server");
    try (var server = expecting(connection -> {
      try (var secure = (SSLSocket) context.getSocketFactory().createSocket(connection, null, true)) {
        secure.setUseClientMode(false);
        answer(secure, "HTTP/1.1 200 OK\r\n\r\n");
      }
    })) {
      var tls = new TlsSettings(true, TestCertificates.path("ca.pem"), "web.example", null);
      var method = new CheckMethod.HttpStatus(
          introduced(server), new HttpRequest("GET", "/", List.of()), new HttpExpectation(200), 0, tls);

      assertThat(reason(engine.once(method, PLENTY))).startsWith("Success");
      assertThat(headers.take()).isEqualTo(LOCAL);
    }
  }

  @Test
  void aRedirectToTheServerItselfIsIntroducedAndNoOther() throws Exception {
    try (var other = LoopbackServer.answering("HTTP/1.1 200 OK\r\n\r\n");
        var server = expecting(connection -> {
          var head = LoopbackServer.readHead(connection);
          var place = head.startsWith("GET / ") ? "/second" : "http://127.0.0.1:" + other.port() + "/third";
          connection.getOutputStream().write(
              ("HTTP/1.1 302 Found\r\nLocation: " + place + "\r\n\r\n").getBytes(ISO_8859_1));
        })) {
      var method = new CheckMethod.HttpStatus(
          introduced(server), new HttpRequest("GET", "/", List.of()), new HttpExpectation(200), 2, null);

      assertThat(reason(engine.once(method, PLENTY))).startsWith("Success");
      assertThat(headers).containsExactly(LOCAL, LOCAL);
    }
  }

  private static CheckTarget introduced(LoopbackServer server) {
    return new CheckTarget(server.target().host(), server.port(), true);
  }

  /** A server that reads 16 bytes before everything else, and shows the test what they were. */
  private LoopbackServer expecting(LoopbackServer.Treatment treatment) throws IOException {
    return LoopbackServer.on("127.0.0.1", connection -> {
      headers.add(HexFormat.of().formatHex(connection.getInputStream().readNBytes(16)));
      treatment.treat(connection);
    });
  }

  private static void answer(Socket connection, String answer) throws IOException {
    LoopbackServer.readHead(connection);
    connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
  }
}
