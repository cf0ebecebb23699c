package gorb.bfd;

import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Watches links to peers. Everything happens on one event loop, {@code bfd}, which does nothing else, so that routes by
 * the thousand do not make a link look dead; any thread may call.
 */
public final class Detector implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Detector.class.getName());
  private static final int RETRY_SECONDS = 10;
  private static final int PATIENCE_SECONDS = 5;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final EventLoopGroup group;
  private final EventLoop loop;
  /** Of the loop. */
  private final Map<IpAddress, WatchedLink> links = new HashMap<>();
  private final Map<AddressFamily, Channel> receivers = new EnumMap<>(AddressFamily.class);

  /**
   * A detector that watches nothing yet.
   *
   * @param clock that never jumps
   * @param random of nobody else: it is used on the loop
   */
  public Detector(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
    this.group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("bfd", true), EpollIoHandler.newFactory());
    this.loop = group.next();
  }

  /**
   * Watches the link to a peer next to us. Not to be called on the loop, nor after the end.
   *
   * @param peer that has no link here yet
   * @param source our address; empty for the one that the kernel takes
   * @param whenDead is told why, on the loop, each time that the link is found dead
   */
  public Link watch(IpAddress peer, Optional<IpAddress> source, BfdSettings settings, Consumer<String> whenDead) {
    return loop.submit(() -> {
      listen(peer.family());
      var link = new WatchedLink(new WatchedLink.Ends(peer, source), settings, this, whenDead);
      links.put(peer, link);
      link.start();
      return link;
    }).awaitUninterruptibly().getNow();
  }

  @Override
  public void close() {
    loop.submit(() -> {
      Map.copyOf(links).values().forEach(WatchedLink::stop);
      // The end of a group does not close what it has registered last: the port would stay taken.
      receivers.values().forEach(receiver -> {
        var _ = receiver.close();
      });
      receivers.clear();
    }).awaitUninterruptibly();
    group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  EventLoop loop() {
    return loop;
  }

  InstantSource clock() {
    return clock;
  }

  RandomGenerator random() {
    return random;
  }

  /** Ends a link; another of the same peer stays. */
  void forget(WatchedLink link) {
    links.values().remove(link);
  }

  /** A name that no session of ours has; only on the loop. */
  long discriminator() {
    long name = random.nextLong(1, 1L << Integer.SIZE);
    return links.values().stream().anyMatch(link -> link.discriminator() == name) ? discriminator() : name;
  }

  /** Opens the port, once for each family; one that is taken is told, and tried again. */
  private void listen(AddressFamily family) {
    if (loop.isShuttingDown() || receivers.containsKey(family)) {
      return;
    }
    var binding = DatagramSockets.receiving(loop, family, new Receiver()).bind();
    receivers.put(family, binding.channel());
    binding.addListener(done -> {
      if (!done.isSuccess()) {
        LOG.log(Level.WARNING, "event=bfd-not-listening port={0} family={1} reason=\"{2}\" (no link comes up; it is"
            + " tried again)", Integer.toString(DatagramSockets.PORT), family, done.cause().getMessage());
        receivers.remove(family);
        var _ = loop.schedule(() -> listen(family), RETRY_SECONDS, TimeUnit.SECONDS);
      }
    });
  }

  /** Reads what comes to the port; drops what is of nobody, or nothing. */
  private final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
      var from = IpAddress.of(datagram.sender().getAddress());
      var link = links.get(from);
      try {
        if (link != null) {
          link.received(ControlPacket.decode(datagram.content().nioBuffer()));
        }
      } catch (PacketException e) {
        LOG.log(Level.DEBUG, "event=bfd-dropped peer={0} reason=\"{1}\"", from, e.getMessage());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.log(Level.DEBUG, "event=bfd-receive-failed reason=\"{0}\"", cause.getMessage());
    }
  }
}
