package gorb.health;

import gorb.model.CheckTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that treats each connection as a test wants it, on a thread of its own. */
final class LoopbackServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Treatment treatment;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  /** What happens to a connection; it is closed afterwards. */
  @FunctionalInterface
  interface Treatment {
    void treat(Socket connection) throws IOException;
  }

  private LoopbackServer(ServerSocket listener, InetAddress address, Treatment treatment) throws IOException {
    this.listener = listener;
    this.treatment = treatment;
    listener.bind(new InetSocketAddress(address, 0), 1024);
    Thread.ofVirtual().name("loopback-server").start(this::accept);
  }

  static LoopbackServer on(String address, Treatment treatment) throws IOException {
    return new LoopbackServer(new ServerSocket(), InetAddress.ofLiteral(address), treatment);
  }

  /** A server on 127.0.0.1 over a socket that is not bound yet. */
  static LoopbackServer over(ServerSocket listener, Treatment treatment) throws IOException {
    return new LoopbackServer(listener, InetAddress.ofLiteral("127.0.0.1"), treatment);
  }

  /** A server on 127.0.0.1 that reads the head of a request, sends an answer and closes. */
  static LoopbackServer answering(String answer) throws IOException {
    return on("127.0.0.1", connection -> {
      readHead(connection);
      connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    });
  }

  /** The head of a request, to its empty line. */
  static String readHead(Socket connection) throws IOException {
    var head = new StringBuilder();
    int b;
    while (head.indexOf("\r\n\r\n") < 0 && (b = connection.getInputStream().read()) >= 0) {
      head.append((char) b);
    }
    return head.toString();
  }

  int port() {
    return listener.getLocalPort();
  }

  CheckTarget target() {
    return new CheckTarget(listener.getInetAddress().getHostAddress(), port());
  }

  int accepted() {
    return accepted.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (var connection : open) {
      connection.close();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var connection = listener.accept();
        accepted.incrementAndGet();
        open.add(connection);
        Thread.ofVirtual().name("loopback-connection").start(() -> treat(connection));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void treat(Socket connection) {
    try (connection) {
      treatment.treat(connection);
    } catch (IOException _) {
      // The client went away: what clients do is asserted on their side.
    } finally {
      open.remove(connection);
    }
  }
}
