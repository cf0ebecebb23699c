package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.SHORT;
import static gorb.health.Checks.once;
import static gorb.health.Checks.reason;
import static gorb.health.TestCertificates.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import gorb.health.LoopbackServer.Treatment;
import gorb.model.CheckMethod.TcpConnect;
import gorb.model.Dialogue;
import gorb.model.IpAddress;
import gorb.model.Octets;
import gorb.model.TlsSettings;
import gorb.model.TlsSettings.ClientCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsCheckTest {
  private static final TlsSettings OURS = tls(null, null);
  private static final Dialogue HELLO = new Dialogue(Octets.ofText("hello"), Octets.ofText("hello"));
  private static final Treatment ECHO = connection -> {
    connection.getOutputStream().write(connection.getInputStream().readNBytes(5));
    connection.getInputStream().read();
  };

  @TempDir
  private Path folder;

  @Test
  void aServerWithAValidCertificateIsUp() throws Exception {
    assertThat(check("server", OURS)).startsWith("Success");
  }

  @Test
  void theNameThatIsAskedForIsSentAndCompared() throws Exception {
    var asked = new LinkedBlockingQueue<String>();
    try (var server = TestCertificates.serving("server", connection -> {
      ((SSLSocket) connection).startHandshake();
      var session = (ExtendedSSLSession) ((SSLSocket) connection).getSession();
      session.getRequestedServerNames().forEach(name -> asked.add(name.toString()));
      ECHO.treat(connection);
    })) {
      var report = once(new TcpConnect(server.target(), HELLO, tls("web.example", null)), PLENTY);

      assertThat(report.result()).isInstanceOf(CheckResult.Success.class);
      assertThat(asked.take()).contains("web.example");
    }
  }

  @Test
  void aCertificateOfAnotherNameIsDown() throws Exception {
    assertThat(check("other", tls("web.example", null))).startsWith("certificate of another name (")
        .contains("web.example");
    assertThat(check("other", OURS)).startsWith("certificate of another name (").contains("127.0.0.1");
  }

  @Test
  void anExpiredCertificateIsDown() throws Exception {
    assertThat(check("expired", OURS)).startsWith("certificate expired (").contains("2021");
  }

  @Test
  void aCertificateOfAnUnknownAuthorityIsDown() throws Exception {
    assertThat(check("server", TlsSettings.DEFAULT)).isEqualTo("certificate of an unknown authority");
  }

  @Test
  void whoeverIsToldNotToVerifyTakesEveryCertificate() throws Exception {
    for (var certificate : List.of("server", "other", "expired")) {
      assertThat(check(certificate, new TlsSettings(false, null, "web.example", null))).startsWith("Success");
    }
  }

  @Test
  void aClientShowsItsCertificate() throws Exception {
    try (var server = TestCertificates.asking("server", ECHO)) {
      assertThat(reason(once(new TcpConnect(server.target(), HELLO, tls(null,
          new ClientCertificate(path("client.pem"), path("client.key")))), PLENTY))).startsWith("Success");
      assertThat(reason(once(new TcpConnect(server.target(), HELLO, OURS), PLENTY))).doesNotStartWith("Success");
    }
  }

  @Test
  void aServerThatDoesNotSpeakTlsIsDown() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      connection.getInputStream().read();
      TcpDialogueTest.write(connection, "SSH-2.0-OpenSSH_9.2p1 Debian\r\n");
    })) {
      assertThat(reason(once(new TcpConnect(server.target(), Dialogue.NONE, OURS), PLENTY)))
          .isEqualTo("what came is not TLS");
    }
  }

  @Test
  void aServerThatClosesInTheHandshakeIsDown() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", connection -> connection.getInputStream().readNBytes(100))) {
      assertThat(reason(once(new TcpConnect(server.target(), Dialogue.NONE, OURS), PLENTY)))
          .isIn("connection closed in the TLS handshake", "connection reset");
    }
  }

  @Test
  void aHandshakeThatHangsEndsAtTheDeadline() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", _ -> TcpDialogueTest.hang())) {
      assertThat(reason(once(new TcpConnect(server.target(), Dialogue.NONE, OURS), SHORT)))
          .isEqualTo("timed out after 300 ms");
    }
  }

  @Test
  void aFileThatIsMissingHereTakesNoServerDown() throws Exception {
    try (var server = TestCertificates.serving("server", ECHO)) {
      var settings = new TlsSettings(true, folder.resolve("none.pem").toString(), null, null);

      var report = once(new TcpConnect(server.target(), HELLO, settings), PLENTY);

      assertThat(reason(report)).isEqualTo("not asked: ca " + folder.resolve("none.pem") + ": no such file");
      assertThat(report.health()).isEqualTo(Checks.FRESH);
    }
  }

  @Test
  void aFileThatHoldsSomethingElseIsNamed() throws Exception {
    var file = Files.writeString(folder.resolve("x.pem"), "nothing of the kind\n");
    var contexts = new TlsContexts();

    assertThat(thrownBy(contexts, new TlsSettings(true, file.toString(), null, null)))
        .startsWith("ca " + file + ": no certificate in it");
    assertThat(thrownBy(contexts, tls(null, new ClientCertificate(path("client.pem"), file.toString()))))
        .isEqualTo("key " + file + ": no key in it (expected: PKCS #8 without password)");
  }

  @Test
  void aFileThatChangesIsReadAgain() throws Exception {
    var file = folder.resolve("ca.pem");
    Files.copy(Path.of(path("other.pem")), file);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    var settings = new TlsSettings(true, file.toString(), null, null);
    try (var server = TestCertificates.serving("server", ECHO)) {
      var probe = Probe.of(
          new TcpConnect(server.target(), HELLO, settings), Checks.equipment(IpAddress::of), () -> {});

      assertThat(catchThrowable(probe::run)).isInstanceOf(IOException.class);
      Files.copy(Path.of(path("ca.pem")), file, StandardCopyOption.REPLACE_EXISTING);
      probe.run();
    }
  }

  private static String check(String certificate, TlsSettings settings) throws Exception {
    try (var server = TestCertificates.serving(certificate, ECHO)) {
      return reason(once(new TcpConnect(server.target(), HELLO, settings), PLENTY));
    }
  }

  private static TlsSettings tls(@Nullable String name, @Nullable ClientCertificate client) {
    return new TlsSettings(true, path("ca.pem"), name, client);
  }

  private static @Nullable String thrownBy(TlsContexts contexts, TlsSettings settings) {
    return catchThrowable(() -> contexts.fresh(settings)).getMessage();
  }
}
