package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.SHORT;
import static gorb.health.Checks.once;
import static gorb.health.Checks.reason;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.health.LoopbackServer.Treatment;
import gorb.model.CheckMethod.TcpConnect;
import gorb.model.Dialogue;
import gorb.model.Octets;
import java.net.Socket;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TcpDialogueTest {
  private static final Treatment REDIS = connection -> {
    var input = connection.getInputStream();
    assertThat(new String(input.readNBytes(6), ISO_8859_1)).isEqualTo("PING\r\n");
    write(connection, "+PO");
    write(connection, "NG\r\n");
  };

  @Test
  void whatIsSentArrivesAndWhatIsAwaitedCountsHoweverItIsCutUp() throws Exception {
    assertThat(check(REDIS, "PING\r\n", "+PONG")).startsWith("Success");
  }

  @Test
  void aBannerCountsWithoutAWord() throws Exception {
    assertThat(check(connection -> {
      write(connection, "220 mail.example ESMTP\r\n");
      connection.getInputStream().read();
    }, "", "220 ")).startsWith("Success");
  }

  @Test
  void aServerThatOnlyTakesWhatIsSentIsWell() throws Exception {
    assertThat(check(connection -> connection.getInputStream().readNBytes(3), "abc", "")).startsWith("Success");
  }

  @Test
  void anotherAnswerIsToldWithItsStart() throws Exception {
    assertThat(check(connection -> {
      connection.getInputStream().readNBytes(6);
      write(connection, "-LOADING\u0000\r\n");
    }, "PING\r\n", "+PONG"))
        .isEqualTo("connection closed before \"+PONG\"; what came: \"-LOADING...\"");
  }

  @Test
  void aServerThatClosesWithoutAWordSaidNothing() throws Exception {
    assertThat(check(_ -> {}, "", "220")).isEqualTo("connection closed before \"220\"; nothing came");
  }

  @Test
  void aResetInTheMiddleOfTheAnswerIsAFailure() throws Exception {
    assertThat(check(connection -> {
      connection.getInputStream().readNBytes(6);
      write(connection, "+PO");
      connection.setSoLinger(true, 0);
    }, "PING\r\n", "+PONG")).isEqualTo("connection reset");
  }

  @Test
  void anEndlessAnswerIsReadUpToItsBound() throws Exception {
    assertThat(check(connection -> {
      while (true) {
        write(connection, "x".repeat(1_000));
      }
    }, "", "yes")).isEqualTo("no \"yes\" in the first 65536 bytes");
  }

  @Test
  void anAnswerThatDripsEndsAtTheDeadline() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      write(connection, "2");
      hang();
    })) {
      var report = once(new TcpConnect(server.target(), dialogue("", "220"), null), SHORT);

      assertThat(reason(report)).isEqualTo("timed out after 300 ms");
    }
  }

  @Test
  void octetsAreComparedAsTheyAre() throws Exception {
    var octets = HexFormat.of().parseHex("00ff80");
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      var input = connection.getInputStream().readNBytes(3);
      connection.getOutputStream().write(new byte[] {9});
      connection.getOutputStream().write(input);
    })) {
      var report = once(
          new TcpConnect(server.target(), new Dialogue(Octets.of(octets), Octets.of(octets)), null), PLENTY);

      assertThat(report.result()).isInstanceOf(CheckResult.Success.class);
    }
  }

  @Test
  void anAnswerIsFoundAcrossEveryBorderOfTheBuffer() throws Exception {
    for (int before = 2_040; before < 2_050; before++) {
      var filler = "+PON".repeat(before).substring(0, before);
      assertThat(check(connection -> write(connection, filler + "+PONG"), "", "+PONG")).startsWith("Success");
    }
  }

  private static String check(Treatment treatment, String send, String expect) throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", treatment)) {
      return reason(once(new TcpConnect(server.target(), dialogue(send, expect), null), PLENTY));
    }
  }

  private static Dialogue dialogue(String send, String expect) {
    return new Dialogue(Octets.ofText(send), Octets.ofText(expect));
  }

  static void write(Socket connection, String text) throws java.io.IOException {
    connection.getOutputStream().write(text.getBytes(ISO_8859_1));
    connection.getOutputStream().flush();
  }

  static void hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
