package gorb.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that opens a connection after another until it is closed, and counts what came of them: so that a test can say
 * that nothing was lost meanwhile.
 */
final class SteadyClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final long PAUSE_NANOS = 10_000_000;
  private static final int MOST = 100_000;

  private final InetSocketAddress address;
  private final ConcurrentHashMap<String, AtomicInteger> answers = new ConcurrentHashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  private SteadyClient(NetworkNamespace namespace, InetSocketAddress address) {
    this.address = address;
    this.thread = Thread.ofPlatform().name("steady-client").start(() -> namespace.call(() -> {
      run();
      return null;
    }));
  }

  static SteadyClient start(NetworkNamespace namespace, String address, int port) {
    return new SteadyClient(namespace, new InetSocketAddress(address, port));
  }

  /** How many answers there were, of all servers or of one. */
  int answers() {
    return answers.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  /** How many answers one server gave. */
  int answers(String server) {
    var count = answers.get(server);
    return count == null ? 0 : count.get();
  }

  /** Why requests failed. */
  List<String> failures() {
    synchronized (failures) {
      return List.copyOf(failures);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    for (int i = 0; i < MOST && !closed; i++) {
      try (var socket = new Socket()) {
        socket.connect(address, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        var name = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        answers.computeIfAbsent(name, _ -> new AtomicInteger()).incrementAndGet();
      } catch (IOException e) {
        synchronized (failures) {
          failures.add(e.toString());
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
