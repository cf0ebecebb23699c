package gorb.dataplane.userspace;

import gorb.dataplane.Carried;
import gorb.dataplane.ConnectionTable.Page;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An event loop and what runs on it. Where a method does not say otherwise, only the loop may call it. */
final class Worker {
  private static final long MOST_OFTEN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final EventLoop loop;
  private final Forwarding forwarding;
  private final Flows flows;
  private final Chunk chunk;
  private final Set<Connection> connections = new HashSet<>();
  /** Oldest attempt first. */
  private final LinkedHashSet<Connection> connecting = new LinkedHashSet<>();
  private boolean sweeping;
  private boolean timing;
  private @Nullable Promise<@Nullable Void> drained;

  Worker(EventLoop loop, Forwarding forwarding) {
    this.loop = loop;
    this.forwarding = forwarding;
    chunk = new Chunk(forwarding.transport().streams());
    flows = new Flows(forwarding, loop);
  }

  /** Accepts, connects and forwards. Any thread may ask. */
  EventLoop loop() {
    return loop;
  }

  /** The flows of UDP. */
  Flows flows() {
    return flows;
  }

  /** Through which streams are passed on. */
  Chunk chunk() {
    return chunk;
  }

  /** A connection has begun. */
  void add(Connection connection) {
    connections.add(connection);
    if (!sweeping) {
      sweeping = true;
      sweepLater();
    }
  }

  /** A connection has begun an attempt to reach a server, which is given up after the connect timeout. */
  void addConnecting(Connection connection) {
    connecting.add(connection);
    if (!timing) {
      timing = true;
      timeOutLater(forwarding.settings().connectTimeout().toNanos());
    }
  }

  /** The attempt is over. */
  void removeConnecting(Connection connection) {
    connecting.remove(connection);
  }

  /** A connection is over. */
  void remove(Connection connection) {
    connecting.remove(connection);
    connections.remove(connection);
    if (drained != null && connections.isEmpty()) {
      drained.trySuccess(null);
    }
  }

  /** Ends the flows of servers that are removed, and their connections too if so wished. Any thread may call. */
  void leave(ProxySettings.Removal connectionsOfRemoved) {
    loop.execute(() -> {
      flows.end(Server::removed);
      if (connectionsOfRemoved == ProxySettings.Removal.CUT) {
        abort(Server::removed);
      }
    });
  }

  /** Its connections and flows. Any thread may ask. */
  Future<Page> list(Predicate<Carried> wanted, int limit) {
    return loop.submit(() -> Listed.page(
        Stream.concat(connections.stream().map(Connection::listed).filter(Objects::nonNull), flows.listed()),
        wanted,
        limit));
  }

  /** Done when no connection is left. Any thread may call, once, when nothing is accepted any more. */
  Future<@Nullable Void> drained() {
    Promise<@Nullable Void> promise = loop.newPromise();
    loop.execute(() -> {
      drained = promise;
      if (connections.isEmpty()) {
        promise.trySuccess(null);
      }
    });
    return promise;
  }

  /**
   * Ends everything, and returns when that is done. Netty closes the sockets of a loop that ends by itself, but not all
   * of them when the end comes between two of its steps ({@code SingleThreadIoEventLoop.run} of 4.2.18). Any other
   * thread may call.
   */
  void abortAll() {
    loop.submit(() -> {
      flows.end(_ -> true);
      List.copyOf(connections).forEach(Connection::abort);
    }).awaitUninterruptibly();
  }

  /** Idle connections are found by a look at all of them, eight times in the timeout: a timer each would cost more. */
  private void sweepLater() {
    long nanos = Math.max(MOST_OFTEN_NANOS, forwarding.settings().idleTimeout().toNanos() / 8);
    var _ = loop.schedule(this::sweep, nanos, TimeUnit.NANOSECONDS);
  }

  private void sweep() {
    long now = forwarding.ticker().nanoTime();
    long timeout = forwarding.settings().idleTimeout().toNanos();
    for (var connection : List.copyOf(connections)) {
      if (now - connection.usedNanos() >= timeout) {
        connection.abort();
      }
    }
    sweeping = !connections.isEmpty();
    if (sweeping) {
      sweepLater();
    }
  }

  private void timeOutLater(long nanos) {
    var _ = loop.schedule(this::timeOut, nanos, TimeUnit.NANOSECONDS);
  }

  /** Gives up the attempts that took too long, and comes back when the next one may have. */
  private void timeOut() {
    long now = forwarding.ticker().nanoTime();
    long timeout = forwarding.settings().connectTimeout().toNanos();
    while (!connecting.isEmpty()) {
      var oldest = connecting.getFirst();
      long taken = now - oldest.attemptNanos();
      if (taken < timeout) {
        timeOutLater(timeout - taken);
        return;
      }
      oldest.giveUp();
    }
    timing = false;
  }

  private void abort(Predicate<Server> ofServer) {
    for (var connection : List.copyOf(connections)) {
      if (connection.isTo(ofServer)) {
        connection.abort();
      }
    }
  }
}
