package gorb.health;

import gorb.model.CheckMethod;
import gorb.model.Dialogue;
import gorb.model.Octets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/**
 * Sends a datagram, on a socket of its own that hears of its target only. Where something is expected, it must be in
 * one of the datagrams that come. Where nothing is, the server is well unless its host refuses (ICMP, which the socket
 * tells as ECONNREFUSED) within a time.
 */
record UdpProbe(CheckMethod.Udp method, Connector connector) implements Probe {
  private static final int MOST_ANSWER_BYTES = 65_535;
  private static final int MOST_ANSWERS = 16;
  /** Where nothing is to be sent: a connected socket of the JDK sends no datagram without content. */
  private static final byte[] ZERO = {0};

  @Override
  public void run() throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.connect(connector.address(method.target()));
      var sent = method.dialogue().send().isEmpty() ? ZERO : method.dialogue().send().bytes();
      socket.send(new DatagramPacket(sent, sent.length));
      if (method.dialogue().expect().isEmpty()) {
        awaitRefusal(socket);
      } else {
        awaitAnswer(socket, method.dialogue());
      }
    } catch (PortUnreachableException _) {
      throw new CheckFailedException("refused datagram");
    }
  }

  private void awaitRefusal(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(Math.toIntExact(method.quiet().toMillis()));
    try {
      socket.receive(new DatagramPacket(new byte[1], 1));
    } catch (SocketTimeoutException _) {
      // Nobody refused.
    }
  }

  private static void awaitAnswer(DatagramSocket socket, Dialogue dialogue) throws IOException {
    var buffer = new byte[MOST_ANSWER_BYTES];
    var wanted = dialogue.expect().bytes();
    var packet = new DatagramPacket(buffer, buffer.length);
    for (int answers = 0; answers < MOST_ANSWERS; answers++) {
      packet.setLength(buffer.length);
      socket.receive(packet);
      if (Awaited.contains(buffer, 0, packet.getLength(), wanted)) {
        return;
      }
    }
    throw new CheckFailedException("no " + dialogue.expect() + " in " + MOST_ANSWERS + " datagrams; the last: "
        + Octets.of(Arrays.copyOf(buffer, packet.getLength())));
  }
}
