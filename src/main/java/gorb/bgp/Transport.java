package gorb.bgp;

import gorb.bgp.PeerSettings.Reach;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sockets of sessions: their passwords and how far they reach (ip(7), ipv6(7), tcp(7)). */
final class Transport {
  private static final int IPPROTO_IP = 0;
  private static final int IPPROTO_IPV6 = 41;
  private static final IntegerUnixChannelOption IP_TTL = new IntegerUnixChannelOption("IP_TTL", IPPROTO_IP, 2);
  private static final IntegerUnixChannelOption IP_MINTTL = new IntegerUnixChannelOption("IP_MINTTL", IPPROTO_IP, 21);
  private static final IntegerUnixChannelOption IPV6_UNICAST_HOPS =
      new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", IPPROTO_IPV6, 16);
  private static final IntegerUnixChannelOption IPV6_MINHOPCOUNT =
      new IntegerUnixChannelOption("IPV6_MINHOPCOUNT", IPPROTO_IPV6, 73);
  private static final int HIGHEST_TTL = 255;

  private Transport() {}

  /** Opens a connection to a peer. */
  static ChannelFuture connect(
      EventLoop loop, PeerSettings peer, boolean internal, ChannelInitializer<Channel> content) {
    var bootstrap = new Bootstrap()
        .group(loop)
        .channelFactory(() -> new EpollSocketChannel(family(peer.address())))
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(content);
    options(peer, internal).forEach(bootstrap::option);
    peer.password().ifPresent(password ->
        bootstrap.option(EpollChannelOption.TCP_MD5SIG, Map.of(peer.address().toInetAddress(), password.bytes())));
    peer.source().ifPresent(source -> bootstrap.localAddress(new InetSocketAddress(source.toInetAddress(), 0)));
    return bootstrap.connect(new InetSocketAddress(peer.address().toInetAddress(), peer.port()));
  }

  /** Takes connections from peers; the kernel drops those whose password is wrong. */
  static ChannelFuture listen(
      EventLoop loop, int port, List<PeerSettings> peers, AddressFamily family, ChannelInitializer<Channel> content) {
    var any = switch (family) {
      case IPV4 -> IpAddress.ANY_IPV4;
      case IPV6 -> new IpAddress(AddressFamily.IPV6, 0, 0);
    };
    var bootstrap = new ServerBootstrap()
        .group(loop)
        .channelFactory(() -> new EpollServerSocketChannel(family(any)))
        .option(ChannelOption.SO_REUSEADDR, true)
        // A peer that takes nothing from further away takes no answer with a lower one either.
        .option(hops(family), HIGHEST_TTL)
        .option(EpollChannelOption.TCP_MD5SIG, passwords(peers, family))
        .childOption(ChannelOption.TCP_NODELAY, true)
        // Read when the peer has taken it over.
        .childOption(ChannelOption.AUTO_READ, false)
        .childHandler(content);
    if (family == AddressFamily.IPV6) {
      bootstrap.option(new IntegerUnixChannelOption("IPV6_V6ONLY", IPPROTO_IPV6, 26), 1);
    }
    return bootstrap.bind(new InetSocketAddress(any.toInetAddress(), port));
  }

  /** Has a socket that listens take connections with the passwords of these peers, and of no others. */
  static void expect(Channel listener, List<PeerSettings> peers, AddressFamily family) {
    listener.config().setOption(EpollChannelOption.TCP_MD5SIG, passwords(peers, family));
  }

  private static Map<InetAddress, byte[]> passwords(List<PeerSettings> peers, AddressFamily family) {
    var passwords = new HashMap<InetAddress, byte[]>();
    peers.stream().filter(peer -> peer.address().family() == family).forEach(peer ->
        peer.password().ifPresent(password -> passwords.put(peer.address().toInetAddress(), password.bytes())));
    return passwords;
  }

  /** Sets on a connection that a peer opened what those have that we open. */
  static void accept(Channel channel, PeerSettings peer, boolean internal) {
    options(peer, internal).forEach((option, value) -> channel.config().setOption(option, value));
  }

  private static Map<IntegerUnixChannelOption, Integer> options(PeerSettings peer, boolean internal) {
    var family = peer.address().family();
    return switch (peer.reach()) {
      case Reach.Near() -> internal ? Map.of() : Map.of(hops(family), 1);
      case Reach.Multihop(var hops) -> Map.of(hops(family), hops);
      case Reach.Secured(var hops) -> Map.of(hops(family), HIGHEST_TTL, least(family), HIGHEST_TTL + 1 - hops);
    };
  }

  private static IntegerUnixChannelOption hops(AddressFamily family) {
    return switch (family) {
      case IPV4 -> IP_TTL;
      case IPV6 -> IPV6_UNICAST_HOPS;
    };
  }

  private static IntegerUnixChannelOption least(AddressFamily family) {
    return switch (family) {
      case IPV4 -> IP_MINTTL;
      case IPV6 -> IPV6_MINHOPCOUNT;
    };
  }

  private static SocketProtocolFamily family(IpAddress address) {
    return switch (address.family()) {
      case IPV4 -> SocketProtocolFamily.INET;
      case IPV6 -> SocketProtocolFamily.INET6;
    };
  }
}
