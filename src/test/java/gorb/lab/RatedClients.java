package gorb.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Clients that together open so many connections a second, each for one answer, at some addresses in turn. Each client
 * follows a timetable; one that is late hurries, and one that is more than a second late leaves out what it missed, so
 * that the rate that was reached is to be read from {@link #answers}.
 */
final class RatedClients implements AutoCloseable {
  private static final int CLIENTS = 8;
  /** Far beyond what a lost packet costs, since the processors are emulated on a machine that may be busy. */
  private static final int PATIENCE_MILLIS = 30_000;
  private static final long MOST_LATE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MOST_TOLD = 1_000;

  private final List<InetSocketAddress> addresses;
  private final long pauseNanos;
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong slowestNanos = new AtomicLong();
  private final List<String> failures = new ArrayList<>();
  private final List<Thread> threads;
  private volatile boolean closed;

  private RatedClients(NetworkNamespace namespace, List<InetSocketAddress> addresses, int perSecond) {
    this.addresses = addresses;
    this.pauseNanos = Duration.ofSeconds(CLIENTS).toNanos() / perSecond;
    this.threads = IntStream.range(0, CLIENTS)
        .mapToObj(number -> Thread.ofPlatform().name("client-" + number).start(() -> namespace.call(() -> {
          run(number);
          return null;
        })))
        .toList();
  }

  static RatedClients start(NetworkNamespace namespace, List<InetSocketAddress> addresses, int perSecond) {
    return new RatedClients(namespace, addresses, perSecond);
  }

  /** How many answers there were. */
  long answers() {
    return answers.get();
  }

  /** How many requests had none. */
  long failed() {
    return failed.get();
  }

  /** How long the slowest answer took, from the connection's first packet. */
  Duration slowest() {
    return Duration.ofNanos(slowestNanos.get());
  }

  /** Why requests failed, the first ones. */
  List<String> failures() {
    synchronized (failures) {
      return List.copyOf(failures);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(int number) {
    long due = System.nanoTime() + number * pauseNanos / CLIENTS;
    for (int request = number; !closed; request++) {
      long now = System.nanoTime();
      if (now < due) {
        LockSupport.parkNanos(due - now);
      }
      ask(addresses.get(request % addresses.size()));
      due = Math.max(due + pauseNanos, System.nanoTime() - MOST_LATE_NANOS);
    }
  }

  private void ask(InetSocketAddress address) {
    long began = System.nanoTime();
    try (var socket = new Socket()) {
      socket.connect(address, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      var name = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!name.startsWith("server")) {
        throw new IOException("\"" + name + "\" (expected: the name of a server)");
      }
      answers.incrementAndGet();
      slowestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
    } catch (IOException e) {
      failed.incrementAndGet();
      synchronized (failures) {
        if (failures.size() < MOST_TOLD) {
          failures.add(address + ": " + e);
        }
      }
    }
  }
}
