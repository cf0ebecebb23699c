package gorb.dataplane.userspace;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;

/**
 * What all connections of a data plane share. May be used by any thread.
 *
 * @param transport of all sockets
 * @param settings of all connections
 * @param shortage where a lack of descriptors is told
 * @param ticker the clock of timeouts
 */
record Forwarding(Transport transport, ProxySettings settings, Shortage shortage, Ticker ticker) {
  /** Tells of a socket that could not be had, if that is why. */
  void report(Throwable failure, EventLoop timer) {
    SocketError.of(failure).filter(SocketError::isShortage).ifPresent(error -> shortage.report(error, timer));
  }
}
