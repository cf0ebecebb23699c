package gorb.dataplane.userspace;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a data plane share. May be used by any thread.
 *
 * @param transport of all sockets
 * @param settings of all connections
 * @param shortage where a lack of descriptors is told
 * @param ticker the clock of timeouts
 */
record Forwarding(Transport transport, ProxySettings settings, Shortage shortage, Ticker ticker) {
  /** The largest payload that IP can carry, in bytes. */
  private static final int LARGEST_DATAGRAM = 65_535;

  /** Opens a socket that receives the datagrams of an address on one event loop, beside others of the same address. */
  ChannelFuture receive(EventLoop loop, InetSocketAddress address, ChannelHandler receiver) {
    return new Bootstrap()
        .group(loop)
        .channelFactory(transport.datagrams())
        .option(transport.reusePort(), true)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST_DATAGRAM))
        .handler(receiver)
        .bind(address);
  }

  /**
   * Opens a socket for datagrams to and from one server. To be called on the event loop, where it is done at once.
   *
   * @return null where it cannot be had, or there is no way to the server
   */
  @Nullable Channel converse(EventLoop loop, InetSocketAddress address, ChannelHandler handler) {
    Channel channel;
    try {
      channel = transport.datagrams().newChannel();
    } catch (ChannelException e) {
      report(e, loop);
      return null;
    }
    channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(LARGEST_DATAGRAM));
    channel.pipeline().addLast(handler);
    var _ = loop.register(channel);
    if (channel.connect(address).isSuccess()) {
      return channel;
    }
    var _ = channel.close();
    return null;
  }

  /** Tells of a socket that could not be had, if that is why. */
  void report(Throwable failure, EventLoop timer) {
    SocketError.of(failure).filter(SocketError::isShortage).ifPresent(error -> shortage.report(error, timer));
  }
}
