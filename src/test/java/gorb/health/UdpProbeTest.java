package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.SHORT;
import static gorb.health.Checks.once;
import static gorb.health.Checks.reason;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.CheckMethod.Udp;
import gorb.model.CheckTarget;
import gorb.model.Dialogue;
import gorb.model.Octets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class UdpProbeTest {
  @Test
  void anAnswerWithWhatIsExpectedIsUp() throws Exception {
    assertThat(check("ping", "pong",
        heard -> heard.equals("ping") ? new String[] {"noise", "a pong b"} : new String[0])).startsWith("Success");
  }

  @Test
  void aServerIsAskedAlsoWhereNothingIsToBeSent() throws Exception {
    assertThat(check("", "pong", heard -> heard.equals("\u0000") ? new String[] {"pong"} : new String[0]))
        .startsWith("Success");
  }

  @Test
  void otherAnswersAreReadUpToABound() throws Exception {
    var answers = new String[16];
    java.util.Arrays.fill(answers, "nonsense\u0000");

    assertThat(check("ping", "pong", _ -> answers))
        .isEqualTo("no \"pong\" in 16 datagrams; the last: \"nonsense.\"");
  }

  @Test
  void silenceIsAFailureWhereSomethingIsExpected() throws Exception {
    try (var server = new Responder(_ -> new String[0])) {
      assertThat(reason(once(udp(server.target(), "ping", "pong"), SHORT))).isEqualTo("timed out after 300 ms");
    }
  }

  @Test
  void silenceIsWellWhereNothingIsExpected() throws Exception {
    assertThat(check("ping", "", _ -> new String[0])).startsWith("Success");
    assertThat(check("", "", _ -> new String[0])).startsWith("Success");
  }

  @Test
  void anAnswerIsWellWhereNothingIsExpected() throws Exception {
    assertThat(check("ping", "", _ -> new String[] {"anything"})).startsWith("Success");
  }

  @Test
  void aPortWhereNobodyListensRefuses() throws Exception {
    int port;
    try (var socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    var target = new CheckTarget("127.0.0.1", port);

    assertThat(reason(once(udp(target, "ping", ""), PLENTY))).isEqualTo("refused datagram");
    assertThat(reason(once(udp(target, "ping", "pong"), PLENTY))).isEqualTo("refused datagram");
    assertThat(reason(once(udp(target, "", ""), PLENTY))).isEqualTo("refused datagram");
  }

  private static String check(String send, String expect, Function<String, String[]> answers) throws Exception {
    try (var server = new Responder(answers)) {
      return reason(once(udp(server.target(), send, expect), PLENTY));
    }
  }

  private static Udp udp(CheckTarget target, String send, String expect) {
    return new Udp(target, new Dialogue(Octets.ofText(send), Octets.ofText(expect)), Duration.ofMillis(100));
  }

  /** A server that answers each datagram as a test wants it. */
  private static final class Responder implements AutoCloseable {
    private final DatagramSocket socket;

    Responder(Function<String, String[]> answers) throws IOException {
      socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      Thread.ofVirtual().name("responder").start(() -> {
        try {
          while (true) {
            var packet = new DatagramPacket(new byte[100], 100);
            socket.receive(packet);
            for (var answer : answers.apply(new String(packet.getData(), 0, packet.getLength(),
                java.nio.charset.StandardCharsets.ISO_8859_1))) {
              var octets = Octets.ofText(answer).bytes();
              socket.send(new DatagramPacket(octets, octets.length, packet.getSocketAddress()));
            }
          }
        } catch (IOException _) {
          // Closed by the test.
        }
      });
    }

    CheckTarget target() {
      return new CheckTarget("127.0.0.1", socket.getLocalPort());
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
