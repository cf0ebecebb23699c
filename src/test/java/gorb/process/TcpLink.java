package gorb.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way over TCP that can be cut: connections stay then, and nothing gets through until it is mended. */
final class TcpLink implements AutoCloseable {
  private final int target;
  private final ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();
  private boolean isCut;

  /** A way to a port of loopback. */
  TcpLink(int target) throws IOException {
    this.target = target;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void cut() {
    synchronized (lock) {
      isCut = true;
    }
  }

  void mend() {
    synchronized (lock) {
      isCut = false;
      lock.notifyAll();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    mend();
    for (var socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        var client = listener.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> join(client));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void join(Socket client) {
    try (client; var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      sockets.add(server);
      var back = Thread.ofVirtual().start(() -> pump(server, client));
      pump(client, server);
      back.join();
      sockets.remove(server);
    } catch (IOException _) {
      // The target is away.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(client);
    }
  }

  private void pump(Socket from, Socket to) {
    var buffer = new byte[16_384];
    try {
      for (int count = from.getInputStream().read(buffer); count >= 0; count = from.getInputStream().read(buffer)) {
        awaitOpen();
        to.getOutputStream().write(buffer, 0, count);
      }
    } catch (IOException _) {
      // One end is gone.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      close(from);
      close(to);
    }
  }

  private void awaitOpen() throws InterruptedException {
    synchronized (lock) {
      while (isCut) {
        lock.wait();
      }
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is gone.
    }
  }
}
