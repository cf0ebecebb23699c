package gorb.bgp;

import static java.util.Objects.requireNonNull;

import gorb.bfd.Detector;
import gorb.bgp.message.Notification;
import gorb.model.IpAddress;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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

  private final EventLoopGroup group;
  private final EventLoop loop;
  private final Detector detector;
  private final Peer.Surroundings surroundings;
  private final Listeners listeners;
  private volatile SpeakerSettings settings;
  /** In the order of the settings; never changed, but replaced on the loop. */
  private volatile Map<IpAddress, Peer> peers;
  /** Of the loop. */
  private Routes routes = Routes.NONE;
  private boolean isStarted;
  private volatile PeerListener listener = PeerListener.NONE;

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
    var steady = steady(clock.instant(), ticker);
    this.detector = new Detector(steady, new SplittableRandom(random.nextLong()));
    this.surroundings = new Peer.Surroundings(
        steady, random, trace, detector, transition -> listener.changed(transition));
    this.listeners = new Listeners(loop, this::opened);
    var first = new LinkedHashMap<IpAddress, Peer>();
    settings.peers().forEach(peer -> first.put(peer.address(), new Peer(settings, peer, loop, surroundings)));
    this.peers = first;
  }

  /** What it is to do now. */
  public SpeakerSettings settings() {
    return settings;
  }

  /**
   * Begins to listen and to connect, also once more after {@link #leave}. A port that is taken is told, and the
   * sessions that we open go on.
   */
  @Override
  public void start() {
    run(() -> {
      isStarted = true;
      listeners.become(settings.port(), settings.peers());
      peers.values().forEach(Peer::start);
    });
  }

  /** Announces these routes and no others; what goes is withdrawn first. Nothing happens after the end. */
  @Override
  public void set(Routes wanted) {
    run(() -> {
      routes = wanted;
      peers.values().forEach(peer -> peer.set(wanted));
    });
  }

  /**
   * Takes other settings over. Sessions with peers that are none any more end, those with new ones begin, and those
   * whose peer has agreed on something else begin anew; all others go on, and what their peers are to know is told. A
   * peer that keeps our routes over a restart keeps them over a session that begins anew, too, unless we are somebody
   * else then.
   */
  public void become(SpeakerSettings next) {
    run(() -> {
      var old = peers;
      var now = new LinkedHashMap<IpAddress, Peer>();
      var changes = PeerChange.between(settings, next);
      settings = next;
      if (isStarted) {
        listeners.become(next.port(), next.peers());
      }
      for (var change : changes) {
        switch (change) {
          case PeerChange.Removed(var address) -> {
            LOG.log(Level.INFO, "event=bgp-peer-removed peer={0}", address);
            requireNonNull(old.get(address)).stop(Optional.of(Notification.deconfigured()));
          }
          case PeerChange.Added(var peer) -> {
            LOG.log(Level.INFO, "event=bgp-peer-added peer={0} asn={1}", peer.address(), Long.toString(peer.asn()));
            now.put(peer.address(), begun(peer));
          }
          case PeerChange.Reset(var peer, var isOther) -> {
            LOG.log(Level.INFO, "event=bgp-peer-reset peer={0} asn={1}", peer.address(), Long.toString(peer.asn()));
            var was = requireNonNull(old.get(peer.address()));
            was.stop(was.view().keepsRoutes() && !isOther ? Optional.empty() : Optional.of(Notification.changed()));
            now.put(peer.address(), begun(peer));
          }
          case PeerChange.Kept(var peer) -> {
            var same = requireNonNull(old.get(peer.address()));
            same.become(peer);
            now.put(peer.address(), same);
          }
        }
      }
      peers = now;
    });
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
    await(listeners::close);
    end(peer -> peer.view().keepsRoutes() ? Optional.empty() : Optional.of(Notification.shutdown("the daemon stops")));
    detector.close();
    group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** A peer with the routes of now. */
  private Peer begun(PeerSettings its) {
    var peer = new Peer(settings, its, loop, surroundings);
    peer.set(routes);
    if (isStarted) {
      peer.start();
    }
    return peer;
  }

  private void opened(IpAddress from, Channel channel) {
    var peer = peers.get(from);
    if (peer == null) {
      LOG.log(Level.DEBUG, "event=bgp-stranger address={0}", from);
      var _ = channel.close();
    } else {
      peer.accepted(channel);
    }
  }

  private void run(Runnable action) {
    if (!loop.isShuttingDown()) {
      loop.execute(action);
    }
  }

  private void await(Runnable action) {
    if (!loop.isShuttingDown()) {
      loop.submit(action).awaitUninterruptibly();
    }
  }

  private void end(Function<Peer, Optional<Notification>> farewell) {
    await(() -> {
      isStarted = false;
      peers.values().forEach(peer -> peer.stop(farewell.apply(peer)));
    });
  }

  /** A clock that never jumps: no session ends because somebody set the time. */
  private static InstantSource steady(Instant start, LongSupplier ticker) {
    long begin = ticker.getAsLong();
    return () -> start.plusNanos(ticker.getAsLong() - begin);
  }
}
