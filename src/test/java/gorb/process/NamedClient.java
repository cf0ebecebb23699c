package gorb.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A client of a service whose servers are {@link NamedServer}s. */
final class NamedClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;
  private final char server;

  /** One of a service on loopback. */
  NamedClient(int port) throws IOException {
    this(InetAddress.getLoopbackAddress(), port);
  }

  NamedClient(InetAddress address, int port) throws IOException {
    socket = new Socket(address, port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    int said = socket.getInputStream().read();
    if (said < 0) {
      socket.close();
      throw new IOException("the connection was ended before a server said its name");
    }
    server = (char) said;
  }

  /** The next client of a server; others come and go meanwhile. */
  static NamedClient of(char server, int port) throws IOException {
    for (int i = 0; i < 100; i++) {
      var client = new NamedClient(port);
      if (client.server == server) {
        return client;
      }
      client.close();
    }
    throw new AssertionError("no client of 100 came to " + server);
  }

  /** The servers that the next clients on loopback get, a letter each. */
  static String serversOf(int port) throws IOException {
    return serversOf(InetAddress.getLoopbackAddress(), port);
  }

  /** The servers that the next clients get, a letter each. */
  static String serversOf(InetAddress address, int port) throws IOException {
    var servers = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      try (var client = new NamedClient(address, port)) {
        servers.append(client.server());
      }
    }
    return servers.toString();
  }

  /** Which server it has. */
  char server() {
    return server;
  }

  /** Whether what it says comes back. */
  boolean isServed() {
    try {
      socket.getOutputStream().write('?');
      return socket.getInputStream().read() == '?';
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
