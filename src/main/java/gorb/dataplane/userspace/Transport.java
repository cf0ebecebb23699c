package gorb.dataplane.userspace;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.StandardSocketOptions;

/**
 * How Netty reaches the kernel's sockets.
 *
 * @param label for people
 * @param handlers of event loops
 * @param listening makes sockets that listen
 * @param connecting makes sockets that connect
 * @param datagrams makes sockets of UDP
 * @param reusePort {@code SO_REUSEPORT}
 */
record Transport(
    String label,
    IoHandlerFactory handlers,
    ChannelFactory<ServerSocketChannel> listening,
    ChannelFactory<SocketChannel> connecting,
    ChannelFactory<DatagramChannel> datagrams,
    ChannelOption<Boolean> reusePort) {

  /** Epoll, or NIO where the native library cannot be loaded. */
  static Transport best() {
    return Epoll.isAvailable() ? epoll() : nio();
  }

  static Transport epoll() {
    return new Transport(
        "epoll",
        HalfClosableEpoll.newFactory(),
        EpollServerSocketChannel::new,
        EpollSocketChannel::new,
        EpollDatagramChannel::new,
        EpollChannelOption.SO_REUSEPORT);
  }

  static Transport nio() {
    return new Transport(
        "NIO",
        NioIoHandler.newFactory(),
        NioServerSocketChannel::new,
        NioSocketChannel::new,
        NioDatagramChannel::new,
        NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT));
  }
}
