package gorb.dataplane.userspace;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.nio.NioIoHandler;

/**
 * How the kernel's sockets are reached from Netty's event loops.
 *
 * @param label for people
 * @param handlers of event loops
 * @param streams makes sockets of TCP
 * @param datagrams makes those of UDP
 * @param isNative whether sockets have what the JDK's lack: the address at which a datagram arrived, and transparency
 */
record Transport(
    String label,
    IoHandlerFactory handlers,
    Streams streams,
    Datagrams.Factory datagrams,
    boolean isNative) {

  /** Epoll, or NIO where the native library cannot be loaded. */
  static Transport best() {
    return Epoll.isAvailable() ? epoll() : nio();
  }

  static Transport epoll() {
    return new Transport(
        "epoll",
        PausableEpoll.newFactory(),
        new EpollStreams(),
        EpollDatagrams::new,
        true);
  }

  static Transport nio() {
    return new Transport(
        "NIO",
        NioIoHandler.newFactory(),
        new NioStreams(),
        NioDatagrams::new,
        false);
  }
}
