package gorb.dataplane.userspace;

import gorb.model.IpAddress;
import gorb.model.ServerKey;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Queue;

/**
 * A server of the soak that checks each datagram and answers it, and knows which ones must not come to it any more.
 *
 * <p>A question is its number (8 bytes) and bytes of the number's {@link SoakPattern}; its answer is the number and as
 * many bytes of the pattern of the number's complement.
 */
final class DatagramSoakServer implements AutoCloseable {
  private final DatagramSocket socket;
  private final Queue<String> wrong;
  private final Thread answering;
  private volatile long last = Long.MAX_VALUE;

  /** @param wrong where it is told what must not be */
  DatagramSoakServer(IpAddress address, Queue<String> wrong) throws IOException {
    this.wrong = wrong;
    socket = new DatagramSocket(new InetSocketAddress(address.toInetAddress(), 0));
    answering = Thread.ofVirtual().start(this::answer);
  }

  ServerKey key() {
    return new ServerKey(IpAddress.of(socket.getLocalAddress()), socket.getLocalPort());
  }

  /** It is in the table no more: questions with a higher number began afterwards, and must not come. */
  void removed(long number) {
    last = number;
  }

  /** Whether the bytes are a number and its pattern. */
  static boolean matches(long number, byte[] datagram) {
    return ByteBuffer.wrap(datagram).getLong() == Math.max(number, ~number)
        && SoakPattern.matches(number, Arrays.copyOfRange(datagram, 8, datagram.length), datagram.length - 8);
  }

  /** A number, 0 or more, and so many bytes of its pattern or its complement's. */
  static byte[] datagram(long pattern, int length) {
    return ByteBuffer.allocate(8 + length)
        .putLong(Math.max(pattern, ~pattern)).put(SoakPattern.of(pattern, length)).array();
  }

  /** As a process that is killed: the next datagram to it is refused. */
  @Override
  public void close() throws IOException {
    socket.close();
    try {
      answering.join();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void answer() {
    var buffer = new byte[65_535];
    while (true) {
      var packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        var question = Arrays.copyOf(buffer, packet.getLength());
        long number = ByteBuffer.wrap(question).getLong();
        if (!matches(number, question)) {
          wrong.add("question " + number + " arrived changed");
        }
        if (number > last) {
          wrong.add("question " + number + " was sent to " + key() + ", which was removed after " + last);
        }
        var answer = datagram(~number, question.length - 8);
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException _) {
        return;
      }
    }
  }
}
