package gorb.dataplane.userspace;

import gorb.model.IpAddress;
import gorb.model.ServerKey;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A real server of UDP on loopback that answers each datagram with its name and the datagram, or keeps silent. */
final class DatagramServer implements AutoCloseable {
  private final DatagramSocket socket;
  private final byte[] name;
  private final AtomicInteger received = new AtomicInteger();
  private volatile boolean silent;

  DatagramServer(IpAddress address, String name) throws IOException {
    this.name = name.getBytes(StandardCharsets.US_ASCII);
    socket = new DatagramSocket(new InetSocketAddress(address.toInetAddress(), 0));
    Thread.ofVirtual().start(this::answer);
  }

  ServerKey key() {
    return new ServerKey(IpAddress.of(socket.getLocalAddress()), socket.getLocalPort());
  }

  /** How many datagrams came. */
  int received() {
    return received.get();
  }

  /** Answers nothing from now on, as a host that is gone. */
  void fallSilent() {
    silent = true;
  }

  @Override
  public void close() {
    socket.close();
  }

  private void answer() {
    var buffer = new byte[65_535];
    while (true) {
      try {
        var packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        received.incrementAndGet();
        if (!silent) {
          var answer = new byte[name.length + packet.getLength()];
          System.arraycopy(name, 0, answer, 0, name.length);
          System.arraycopy(buffer, 0, answer, name.length, packet.getLength());
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException _) {
        return;
      }
    }
  }
}
