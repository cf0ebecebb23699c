package gorb.dataplane.userspace;

import gorb.model.IpAddress;
import gorb.model.ServerKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A real server on loopback that holds the same conversation with each client, on a virtual thread of its own. */
final class Backend implements AutoCloseable {
  /** Fixed, so that a server that does not read holds little: Linux doubles it. */
  private static final int RECEIVE_BUFFER = 128 * 1024;

  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Listens on a free port. */
  Backend(IpAddress address, Conversation conversation) throws IOException {
    this(address, 0, conversation);
  }

  Backend(IpAddress address, int port, Conversation conversation) throws IOException {
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.setReceiveBufferSize(RECEIVE_BUFFER);
    listener.bind(new InetSocketAddress(address.toInetAddress(), port), 512);
    Thread.ofVirtual().start(() -> accept(conversation));
  }

  /** Tells its name and closes. */
  static Conversation saying(String name) {
    return socket -> {
      try (socket) {
        socket.getOutputStream().write(name.getBytes(StandardCharsets.US_ASCII));
      }
    };
  }

  /** Sends back what it gets, to the end of it, then closes. */
  static Conversation echoing() {
    return socket -> {
      try (socket) {
        socket.getInputStream().transferTo(socket.getOutputStream());
      }
    };
  }

  ServerKey key() {
    return new ServerKey(IpAddress.of(listener.getInetAddress()), listener.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (var socket : open) {
      socket.close();
    }
  }

  private void accept(Conversation conversation) {
    while (true) {
      try {
        var socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> converse(socket, conversation));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void converse(Socket socket, Conversation conversation) {
    try {
      conversation.with(socket);
    } catch (IOException _) {
      // The client went away, or the test is over.
    } finally {
      if (socket.isClosed()) {
        open.remove(socket);
      }
    }
  }

  /** What a server does with a client; the socket stays open where it does not close it. */
  interface Conversation {
    void with(Socket socket) throws IOException;
  }
}
