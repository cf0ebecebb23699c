package gorb.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.channels.ServerSocketChannel;

/**
 * A TCP server in a namespace that writes its name to every client and hangs up. It listens at all addresses of
 * its host, so at a virtual address on the loopback too. One virtual thread serves it, one client after the other.
 */
public final class IdentityServer implements AutoCloseable {
  private final ServerSocketChannel listener;
  private final Thread thread;

  private IdentityServer(ServerSocketChannel listener, String name) {
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("identity-" + name).unstarted(() -> serve(name));
  }

  /** Starts a server that answers with the name of its namespace. */
  public static IdentityServer start(NetworkNamespace namespace, int port) {
    var listener = namespace.call(() -> ServerSocketChannel.open().bind(new InetSocketAddress((InetAddress) null, port)));
    var server = new IdentityServer(listener, namespace.name());
    server.thread.start();
    return server;
  }

  @Override
  public void close() {
    try {
      listener.close();
      thread.join();
    } catch (IOException e) {
      throw new IllegalStateException("close " + thread.getName(), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(String name) {
    while (listener.isOpen()) {
      try (var client = listener.accept()) {
        client.socket().getOutputStream().write(name.getBytes(StandardCharsets.UTF_8));
      } catch (IOException _) {
        // Either this server is being closed, or a client went away: it asks again if it cares.
      }
    }
  }
}
