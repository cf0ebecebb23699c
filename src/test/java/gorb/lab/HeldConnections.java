package gorb.lab;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Connections of one client that stay open, and servers that send back every octet of theirs. */
final class HeldConnections implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final List<Socket> sockets;
  private int sent;

  private HeldConnections(List<Socket> sockets) {
    this.sockets = sockets;
  }

  /** A server that sends back what comes, until it is closed. */
  static Closeable echo(NetworkNamespace namespace, int port) {
    var listener = namespace.call(() -> ServerSocketChannel.open().bind(new InetSocketAddress((InetAddress) null, port)));
    Thread.ofVirtual().name("echo-" + namespace).start(() -> {
      while (listener.isOpen()) {
        try {
          var accepted = listener.accept().socket();
          Thread.ofVirtual().start(() -> echo(accepted));
        } catch (IOException _) {
          // It is being closed, or a client went away.
        }
      }
    });
    return listener;
  }

  /** Opens connections, one after the other. */
  static HeldConnections open(NetworkNamespace namespace, String address, int port, int count) {
    return namespace.call(() -> {
      var sockets = new ArrayList<Socket>();
      for (int i = 0; i < count; i++) {
        var socket = new Socket();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
        sockets.add(socket);
      }
      return new HeldConnections(sockets);
    });
  }

  /** How many of them still carry an octet there and back. */
  int alive() {
    int octet = ++sent & 0x7f;
    int alive = 0;
    for (var socket : sockets) {
      try {
        socket.getOutputStream().write(octet);
        if (socket.getInputStream().read() == octet) {
          alive++;
        }
      } catch (IOException _) {
        // This one is lost.
      }
    }
    return alive;
  }

  @Override
  public void close() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
  }

  private static void echo(Socket accepted) {
    try (accepted) {
      accepted.getInputStream().transferTo(accepted.getOutputStream());
    } catch (IOException _) {
      // The client went away.
    }
  }
}
