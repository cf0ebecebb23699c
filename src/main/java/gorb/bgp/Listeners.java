package gorb.bgp;

import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Where peers connect: a socket for each family that a peer has. Confined to the speaker's loop. */
final class Listeners {
  private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

  private final EventLoop loop;
  private final BiConsumer<IpAddress, Channel> opened;
  private final Map<AddressFamily, Channel> channels = new EnumMap<>(AddressFamily.class);
  private int port;

  /**
   * None yet.
   *
   * @param opened is told of each connection, and from where, on the loop
   */
  Listeners(EventLoop loop, BiConsumer<IpAddress, Channel> opened) {
    this.loop = loop;
    this.opened = opened;
  }

  /** Listens at a port for these peers, with the password of each, and for no others; at none where it is 0. */
  void become(int nextPort, List<PeerSettings> peers) {
    if (nextPort != port) {
      close();
      port = nextPort;
    }
    for (var family : AddressFamily.values()) {
      boolean isWanted = port != 0 && peers.stream().anyMatch(peer -> peer.address().family() == family);
      var channel = channels.get(family);
      if (channel != null && (!isWanted || !channel.isOpen())) {
        var _ = channel.close();
        channels.remove(family);
        channel = null;
      }
      if (channel != null) {
        Transport.expect(channel, peers, family);
      } else if (isWanted) {
        open(family, peers);
      }
    }
  }

  void close() {
    channels.values().forEach(channel -> {
      var _ = channel.close();
    });
    channels.clear();
  }

  private void open(AddressFamily family, List<PeerSettings> peers) {
    var listening = Transport.listen(loop, port, peers, family, new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        var from = IpAddress.of(((InetSocketAddress) channel.remoteAddress()).getAddress());
        loop.execute(() -> opened.accept(from, channel));
      }
    });
    channels.put(family, listening.channel());
    int wanted = port;
    listening.addListener(done -> {
      if (!done.isSuccess()) {
        LOG.log(Level.WARNING, "event=bgp-not-listening port={0} reason=\"{1}\" (peers cannot connect; sessions that"
            + " we open go on)", Integer.toString(wanted), LossReason.of(done.cause()));
      }
    });
  }
}
