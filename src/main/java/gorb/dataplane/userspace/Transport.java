package gorb.dataplane.userspace;

import gorb.dataplane.userspace.ProxySettings.Addresses;
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
  static Transport best(Addresses addresses) {
    return Epoll.isAvailable() ? epoll(addresses) : nio();
  }

  /** Of services at addresses that this host has. */
  static Transport epoll() {
    return epoll(Addresses.PRESENT);
  }

  private static Transport epoll(Addresses addresses) {
    return new Transport(
        "epoll",
        PausableEpoll.newFactory(),
        new EpollStreams(addresses),
        loop -> new EpollDatagrams(loop, addresses),
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
