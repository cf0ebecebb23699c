package gorb.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that says its name, of one letter, to each client, and then everything that it hears. */
final class NamedServer implements AutoCloseable {
  private final ServerSocket socket;
  private final char name;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** One on loopback. */
  NamedServer(char name) {
    this(name, InetAddress.getLoopbackAddress());
  }

  NamedServer(char name, InetAddress address) {
    this.name = name;
    try {
      socket = new ServerSocket(0, 100, address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        var client = socket.accept();
        threads.execute(() -> serve(client));
      } catch (IOException _) {
        // The test is over, or the client has gone already.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      var out = client.getOutputStream();
      out.write(name);
      out.flush();
      client.getInputStream().transferTo(out);
    } catch (IOException _) {
      // The client has gone.
    }
  }
}
