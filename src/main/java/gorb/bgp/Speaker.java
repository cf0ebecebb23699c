package gorb.bgp;

import gorb.bgp.message.Notification;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Announces routes to peers. Everything happens on one event loop, {@code bgp}; any thread may call.
 *
 * <p>{@link #close} leaves as a restart does: where peers agreed to it they keep our routes for the restart time, else
 * they are told that the session ends. {@link #leave} is the end that keeps nothing.
 */
public final class Speaker implements RouteSink {
  private static final System.Logger LOG = System.getLogger(Speaker.class.getName());
  private static final int PATIENCE_SECONDS = 5;

  private final SpeakerSettings settings;
  private final EventLoopGroup group;
  private final EventLoop loop;
  private final Map<IpAddress, Peer> peers = new LinkedHashMap<>();
  private volatile PeerListener listener = PeerListener.NONE;
  private final AtomicBoolean listens = new AtomicBoolean();
  private final List<Channel> listeners = new CopyOnWriteArrayList<>();

  /**
   * A speaker that does nothing yet.
   *
   * @param ticker nanoseconds that only grow
   */
  public Speaker(
      SpeakerSettings settings, InstantSource clock, LongSupplier ticker, RandomGenerator random, WireTrace trace) {
    this.settings = settings;
    this.group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("bgp", true), EpollIoHandler.newFactory());
    this.loop = group.next();
    var surroundings = new Peer.Surroundings(
        steady(clock.instant(), ticker), random, trace, transition -> listener.changed(transition));
    settings.peers().forEach(peer -> peers.put(peer.address(), new Peer(settings, peer, loop, surroundings)));
  }

  /** Begins to listen and to connect, also once more after {@link #leave}. A port that is taken is told, and the sessions that we open go on. */
  @Override
  public void start() {
    if (settings.port() != 0 && !listens.getAndSet(true)) {
      for (var family : AddressFamily.values()) {
        if (peers.keySet().stream().anyMatch(peer -> peer.family() == family)) {
          listen(family);
        }
      }
    }
    run(Peer::start);
  }

  /** Announces these routes and no others; what goes is withdrawn first. Nothing happens after the end. */
  @Override
  public void set(Routes routes) {
    run(peer -> peer.set(routes));
  }

  /** Has somebody told of sessions from now on, instead of who was told before. */
  public void tell(PeerListener other) {
    listener = other;
  }

  /** What is known of the peers, in the order of the settings. */
  public List<PeerView> peers() {
    return peers.values().stream().map(Peer::view).toList();
  }

  /** Ends the sessions for good: peers drop our routes at once, and are told why. */
  @Override
  public void leave(String reason) {
    end(_ -> Optional.of(Notification.shutdown(reason)));
  }

  @Override
  public void close() {
    listeners.forEach(listener -> listener.close().awaitUninterruptibly());
    end(peer -> peer.view().keepsRoutes() ? Optional.empty() : Optional.of(Notification.shutdown("the daemon stops")));
    group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private void run(Consumer<Peer> action) {
    if (!loop.isShuttingDown()) {
      loop.execute(() -> peers.values().forEach(action));
    }
  }

  private void end(Function<Peer, Optional<Notification>> farewell) {
    if (!loop.isShuttingDown()) {
      loop.submit(() -> peers.values().forEach(peer -> peer.stop(farewell.apply(peer)))).awaitUninterruptibly();
    }
  }

  private void listen(AddressFamily family) {
    var listening = Transport.listen(loop, settings.port(), settings.peers(), family, new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        var from = IpAddress.of(((InetSocketAddress) channel.remoteAddress()).getAddress());
        var peer = peers.get(from);
        if (peer == null) {
          LOG.log(Level.DEBUG, "event=bgp-stranger address={0}", from);
          var _ = channel.close();
        } else {
          loop.execute(() -> peer.accepted(channel));
        }
      }
    });
    listeners.add(listening.channel());
    listening.addListener(done -> {
      if (!done.isSuccess()) {
        LOG.log(Level.WARNING, "event=bgp-not-listening port={0} reason=\"{1}\" (peers cannot connect; sessions that"
            + " we open go on)", Integer.toString(settings.port()), done.cause().getMessage());
      }
    });
  }

  /** A clock that never jumps: no session ends because somebody set the time. */
  private static InstantSource steady(Instant start, LongSupplier ticker) {
    long begin = ticker.getAsLong();
    return () -> start.plusNanos(ticker.getAsLong() - begin);
  }
}
