package gorb.dataplane.userspace;

import gorb.model.IpAddress;
import gorb.model.ServerKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server of the soak that checks each question and answers it, and may be killed with what is in flight.
 *
 * <p>A question is its number (8 bytes), its length (4) and so many bytes of the number's {@link SoakPattern}; the
 * answer is so many bytes of the pattern of the number's complement.
 */
final class SoakServer implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Long> inFlight = ConcurrentHashMap.newKeySet();
  private final Set<Long> seen;
  private final Set<Long> killed;
  private volatile boolean over;

  /**
   * @param seen where the number of each question is put that arrived
   * @param killed where the numbers are put of those that were in flight when this was killed
   */
  SoakServer(IpAddress address, Set<Long> seen, Set<Long> killed) throws IOException {
    this.seen = seen;
    this.killed = killed;
    listener.bind(new InetSocketAddress(address.toInetAddress(), 0), 512);
    Thread.ofVirtual().start(this::accept);
  }

  ServerKey key() {
    return new ServerKey(IpAddress.of(listener.getInetAddress()), listener.getLocalPort());
  }

  /** Resets all connections and listens no more. */
  @Override
  public void close() throws IOException {
    over = true;
    killed.addAll(inFlight);
    listener.close();
    for (var socket : open) {
      try (socket) {
        socket.setSoLinger(true, 0);
      } catch (SocketException _) {
        // Its own thread closed it in this moment.
      }
    }
  }

  private void accept() {
    while (true) {
      try {
        var socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    long last = -1;
    try (socket) {
      var in = new DataInputStream(socket.getInputStream());
      var out = new DataOutputStream(socket.getOutputStream());
      while (true) {
        int first = in.read();
        if (first < 0) {
          return;
        }
        // What was written may still be on its way, so a question is in flight until the next one or the end.
        inFlight.remove(last);
        last = answer(in, out, first);
      }
    } catch (IOException _) {
      // This was killed, or the client was reset because of another reason, which the client judges.
    } finally {
      open.remove(socket);
      inFlight.remove(last);
    }
  }

  private long answer(DataInputStream in, DataOutputStream out, int first) throws IOException {
    long number = (long) first << 56 | (long) in.readUnsignedByte() << 48 | (long) in.readUnsignedShort() << 32
        | in.readInt() & 0xffff_ffffL;
    seen.add(number);
    inFlight.add(number);
    if (over) {
      killed.add(number);
    }
    int length = in.readInt();
    if (!SoakPattern.matches(number, in.readNBytes(length), length)) {
      throw new IOException("question " + number + " arrived changed");
    }
    out.write(SoakPattern.of(~number, length));
    return number;
  }
}
