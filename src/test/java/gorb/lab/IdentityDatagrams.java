package gorb.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;

/**
 * A UDP server in a namespace that answers each datagram with its name. It is bound to one address, which its answers
 * come from: a virtual one, where answers do not pass the director.
 */
final class IdentityDatagrams implements AutoCloseable {
  private final DatagramChannel channel;
  private final Thread thread;

  private IdentityDatagrams(DatagramChannel channel, String name) {
    this.channel = channel;
    this.thread = Thread.ofVirtual().name("datagrams-" + name).unstarted(() -> serve(name));
  }

  /** Starts a server that answers with the name of its namespace. */
  static IdentityDatagrams start(NetworkNamespace namespace, String address, int port) {
    var channel = namespace.call(() -> DatagramChannel.open()
        .bind(new InetSocketAddress(InetAddress.ofLiteral(address), port)));
    var server = new IdentityDatagrams(channel, namespace.name());
    server.thread.start();
    return server;
  }

  @Override
  public void close() {
    try {
      channel.close();
      thread.join();
    } catch (IOException e) {
      throw new IllegalStateException("close " + thread.getName(), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(String name) {
    var buffer = ByteBuffer.allocate(64);
    while (channel.isOpen()) {
      try {
        var client = channel.receive(buffer.clear());
        channel.send(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)), client);
      } catch (IOException _) {
        // Either this server is being closed, or a client went away: it asks again if it cares.
      }
    }
  }
}
