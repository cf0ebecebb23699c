package gorb.dataplane.userspace;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.StandardSocketOptions;

/**
 * How the kernel's sockets are reached from Netty's event loops.
 *
 * @param label for people
 * @param handlers of event loops
 * @param streams makes sockets of TCP
 * @param datagrams makes sockets of UDP
 * @param reusePort {@code SO_REUSEPORT}
 */
record Transport(
    String label,
    IoHandlerFactory handlers,
    Streams streams,
    ChannelFactory<DatagramChannel> datagrams,
    ChannelOption<Boolean> reusePort) {

  /** Epoll, or NIO where the native library cannot be loaded. */
  static Transport best() {
    return Epoll.isAvailable() ? epoll() : nio();
  }

  static Transport epoll() {
    return new Transport(
        "epoll",
        PausableEpoll.newFactory(),
        new EpollStreams(),
        EpollDatagramChannel::new,
        EpollChannelOption.SO_REUSEPORT);
  }

  static Transport nio() {
    return new Transport(
        "NIO",
        NioIoHandler.newFactory(),
        new NioStreams(),
        NioDatagramChannel::new,
        NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT));
  }
}
