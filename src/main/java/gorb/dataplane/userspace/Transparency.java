package gorb.dataplane.userspace;

import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.ffm.DatagramBatch;
import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.ForwardingMethod.Source;
import gorb.model.ServerKey;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Sockets that send from an address which is none of this host's ({@code IP_TRANSPARENT} of ip(7)). */
final class Transparency {
  private static final int IP_TRANSPARENT = 19;
  private static final int IPV6_TRANSPARENT = 75;
  /** The port is chosen when both sides are known, so that each server has all of them. */
  private static final int IP_BIND_ADDRESS_NO_PORT = 24;

  private Transparency() {}

  /** Why a step that asks for the client's own address cannot be taken here; null where it can, or asks for none. */
  static @Nullable Refusal refusal(Step step) {
    return switch (step) {
      case Step.AddDestination(_, var server, var destination) -> refusal(step, server, destination.forwarding());
      case Step.EditDestination(_, var server, var destination) -> refusal(step, server, destination.forwarding());
      case Step.AddService _, Step.EditService _, Step.RemoveService _, Step.RemoveDestination _ -> null;
    };
  }

  private static @Nullable Refusal refusal(Step step, ServerKey server, ForwardingMethod forwarding) {
    if (!(forwarding instanceof ForwardingMethod.Proxied(_, var source)) || source == Source.HOST) {
      return null;
    }
    boolean isIpv4 = server.address().family() == AddressFamily.IPV4;
    try {
      var socket = LinuxSocket.newSocketDgram(isIpv4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
      try {
        allow(socket, isIpv4);
      } finally {
        socket.close();
      }
      return null;
    } catch (IOException | ChannelException e) {
      return new Refusal(step, SocketError.kind(e), "the client's own address: " + SocketError.explain(e));
    }
  }

  /** Gives a socket an address, whosever it is, before it is connected. */
  static void bind(LinuxSocket socket, InetAddress address) throws IOException {
    allow(socket, address instanceof Inet4Address);
    set(socket, DatagramBatch.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT);
    socket.bind(new InetSocketAddress(address, 0));
  }

  private static void allow(LinuxSocket socket, boolean isIpv4) throws IOException {
    if (isIpv4) {
      set(socket, DatagramBatch.IPPROTO_IP, IP_TRANSPARENT);
    } else {
      set(socket, DatagramBatch.IPPROTO_IPV6, IPV6_TRANSPARENT);
    }
  }

  /** Netty tells a failure of setsockopt(2) by an exception that nobody has to catch. */
  private static void set(LinuxSocket socket, int level, int option) throws IOException {
    try {
      socket.setIntOpt(level, option, 1);
    } catch (ChannelException e) {
      throw new IOException("setsockopt", e);
    }
  }
}
