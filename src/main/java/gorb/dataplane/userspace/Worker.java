package gorb.dataplane.userspace;

import io.netty.channel.EventLoop;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An event loop and the connections that run on it.
 *
 * @param loop accepts, connects and forwards
 * @param connections that are not over yet; only the loop may touch them
 */
record Worker(EventLoop loop, Set<Connection> connections) {
  Worker(EventLoop loop) {
    this(loop, new HashSet<>());
  }

  /**
   * Ends all connections, and returns when that is done. Netty closes the sockets of a loop that ends by itself, but not
   * all of them when the end comes between two of its steps ({@code SingleThreadIoEventLoop.run} of 4.2.18).
   */
  void abortConnections() {
    loop.submit(() -> List.copyOf(connections).forEach(Connection::abort)).awaitUninterruptibly();
  }
}
