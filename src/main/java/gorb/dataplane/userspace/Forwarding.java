package gorb.dataplane.userspace;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;

/**
 * What all connections of a data plane share. May be used by any thread.
 *
 * @param transport of all sockets
 * @param settings of all connections
 * @param shortage where a lack of descriptors is told
 */
record Forwarding(Transport transport, ProxySettings settings, Shortage shortage) {
  /**
   * Opens a listening socket that accepts on one event loop. Others may listen on the same address, as long as they
   * allow so ({@code SO_REUSEPORT}); the kernel spreads clients over them.
   */
  ChannelFuture listen(EventLoop loop, InetSocketAddress address, ChannelHandler acceptor) {
    return new Bootstrap()
        .group(loop)
        .channelFactory(transport.listening())
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(transport.reusePort(), true)
        .handler(acceptor)
        .bind(address);
  }

  /** Connects to a server, on an event loop; nothing is read before {@code autoRead} is set. */
  ChannelFuture connect(EventLoop loop, InetSocketAddress address, ChannelHandler handler) {
    return new Bootstrap()
        .group(loop)
        .channelFactory(transport.connecting())
        .disableResolver()
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.connectTimeout().toMillis())
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .option(ChannelOption.AUTO_READ, false)
        .handler(handler)
        .connect(address);
  }
}
