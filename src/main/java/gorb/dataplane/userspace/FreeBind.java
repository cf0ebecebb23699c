package gorb.dataplane.userspace;

import gorb.dataplane.userspace.ProxySettings.Addresses;
import gorb.ffm.DatagramBatch;
import gorb.model.Protocol;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Native sockets that listen at an address before an interface of this host has it ({@code IP_FREEBIND} of ip(7)). */
final class FreeBind {
  private static final int IP_FREEBIND = 15;
  private static final int IPV6_FREEBIND = 78;

  private FreeBind() {}

  /** Lets a socket be bound to an address that may be still to come, where settings say so. */
  static void allow(LinuxSocket socket, InetAddress address, Addresses addresses) throws IOException {
    if (addresses == Addresses.PRESENT) {
      return;
    }
    try {
      if (address instanceof Inet4Address) {
        socket.setIntOpt(DatagramBatch.IPPROTO_IP, IP_FREEBIND, 1);
      } else {
        socket.setIntOpt(DatagramBatch.IPPROTO_IPV6, IPV6_FREEBIND, 1);
      }
    } catch (ChannelException e) {
      throw new IOException("setsockopt", e);
    }
  }

  /** Binds an address as one that shares with nobody, and lets go of it. */
  static void requireFree(Protocol protocol, InetSocketAddress address) throws IOException {
    var family = address.getAddress() instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    var socket = protocol == Protocol.UDP ? LinuxSocket.newSocketDgram(family) : LinuxSocket.newSocketStream(family);
    try {
      socket.setReuseAddress(protocol == Protocol.TCP);
      allow(socket, address.getAddress(), Addresses.TO_COME);
      socket.bind(address);
    } finally {
      socket.close();
    }
  }
}
