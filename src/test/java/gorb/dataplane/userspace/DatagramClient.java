package gorb.dataplane.userspace;

import gorb.model.ServiceKey;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A client of a UDP service that hears nothing but answers from the service's own address and port. */
final class DatagramClient implements AutoCloseable {
  private final DatagramSocket socket;

  DatagramClient(ServiceKey.Endpoint service) throws IOException {
    socket = new DatagramSocket();
    socket.connect(new InetSocketAddress(service.vip().toInetAddress(), service.port()));
  }

  void send(byte[] question) throws IOException {
    socket.send(new DatagramPacket(question, question.length));
  }

  /** What comes back within the time; empty when nothing does. */
  byte[] receive(int withinMillis) throws IOException {
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    socket.setSoTimeout(withinMillis);
    try {
      socket.receive(packet);
    } catch (SocketTimeoutException _) {
      return new byte[0];
    }
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  /** The answer to a question that is asked again until there is one. */
  String ask(String question) throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      send(question.getBytes(StandardCharsets.US_ASCII));
      var answer = receive(200);
      if (answer.length > 0) {
        return new String(answer, StandardCharsets.US_ASCII);
      }
    }
    throw new IOException("no answer to " + question);
  }

  @Override
  public void close() {
    socket.close();
  }
}
