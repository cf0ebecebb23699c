package gorb.bgp;

import gorb.bfd.Detector;
import gorb.bfd.Link;
import gorb.bgp.message.AsWidth;
import gorb.bgp.message.ErrorName;
import gorb.bgp.message.Family;
import gorb.bgp.message.Message;
import gorb.bgp.message.MessageException;
import gorb.bgp.message.Notification;
import gorb.bgp.message.Update;
import gorb.bgp.session.Negotiated;
import gorb.bgp.session.Session;
import gorb.bgp.session.SessionAction;
import gorb.bgp.session.SessionEvent;
import gorb.bgp.session.SessionSettings;
import gorb.bgp.session.Side;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Future;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A peer: its connections, and what it is told over them. Only the speaker's loop may call it, but {@link #view}. */
final class Peer {
  private static final System.Logger LOG = System.getLogger(Peer.class.getName());

  private final SpeakerSettings speaker;
  private PeerSettings settings;
  private final EventLoop loop;
  private final InstantSource clock;
  private final WireTrace trace;
  private final Detector detector;
  private final PeerListener listener;
  private final Session session;
  private final Map<Side, Connection> connections = new EnumMap<>(Side.class);
  private Routes routes = Routes.NONE;
  private @Nullable Advertisement advertisement;
  private @Nullable Negotiated negotiated;
  private Set<Object> endsSent = new HashSet<>();
  private @Nullable Future<?> timer;
  private Instant since;
  private boolean isWanted;
  private long flaps;
  private PeerView.Received received = PeerView.Received.NONE;
  private volatile @Nullable Link link;
  private volatile PeerView view;

  Peer(SpeakerSettings speaker, PeerSettings settings, EventLoop loop, Surroundings surroundings) {
    this.speaker = speaker;
    this.settings = settings;
    this.loop = loop;
    this.clock = surroundings.clock();
    this.trace = surroundings.trace();
    this.detector = surroundings.detector();
    this.listener = surroundings.listener();
    this.since = clock.instant();
    this.session = new Session(new SessionSettings(speaker.asn(), speaker.identifier(), settings.asn(),
        settings.passive(), settings.holdTime(), settings.retry(), speaker.restartTime(), speaker.forwarding(),
        settings.families().stream().sorted().map(Family::of).toList()), surroundings.random());
    this.view = look();
  }

  /** What peers share. */
  record Surroundings(
      InstantSource clock, RandomGenerator random, WireTrace trace, Detector detector, PeerListener listener) {}

  /** What is known of it; any thread may ask. */
  PeerView view() {
    var watched = link;
    return watched == null ? view : view.with(watched.view());
  }

  PeerSettings settings() {
    return settings;
  }

  void start() {
    isWanted = true;
    watchLink();
    run(new SessionEvent.Started());
  }

  void stop(Optional<Notification> farewell) {
    isWanted = false;
    run(new SessionEvent.Stopped(farewell));
    leaveLink();
  }

  /** Takes settings over with which the session goes on; what follows from them is told. */
  void become(PeerSettings next) {
    boolean isWatchedOtherwise = !next.bfd().equals(settings.bfd());
    settings = next;
    if (isWatchedOtherwise) {
      leaveLink();
      if (isWanted) {
        watchLink();
      }
    }
    if (advertisement != null) {
      advertisement.become(next);
      tell();
    }
    view = look();
  }

  /** Tells the peer these routes and no others. */
  void set(Routes wanted) {
    routes = wanted;
    tell();
    view = look();
  }

  /** The peer has opened a connection. */
  void accepted(Channel channel) {
    if (!session.mayAccept()) {
      var bytes = Message.encode(Notification.of(ErrorName.CONNECTION_REJECTED), AsWidth.FOUR);
      trace.message(settings.address(), WireTrace.Direction.SENT, bytes);
      channel.writeAndFlush(Unpooled.wrappedBuffer(bytes)).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    session.established().ifPresent(side -> drop(side, "the peer has restarted"));
    drop(Side.INCOMING, "the peer opened another connection");
    Transport.accept(channel, settings, isInternal());
    adopt(Side.INCOMING, channel);
    run(new SessionEvent.Connected(Side.INCOMING));
    channel.config().setAutoRead(true);
  }

  private void watchLink() {
    if (link == null && settings.bfd().isPresent()) {
      link = detector.watch(settings.address(), settings.source(), settings.bfd().get(), this::linkDown);
    }
  }

  private void leaveLink() {
    if (link != null) {
      link.close();
      link = null;
    }
  }

  /** Called by the detector. */
  private void linkDown(String reason) {
    if (!loop.isShuttingDown()) {
      loop.execute(() -> run(new SessionEvent.LinkDown(reason)));
    }
  }

  private void drop(Side side, String reason) {
    var connection = connections.remove(side);
    if (connection != null) {
      var _ = connection.channel.close();
      run(new SessionEvent.Closed(side, reason));
    }
  }

  private boolean isInternal() {
    return speaker.asn() == settings.asn();
  }

  private Connection adopt(Side side, Channel channel) {
    var connection = new Connection(side, channel);
    connections.put(side, connection);
    channel.pipeline().addLast(new MessageDecoder(connection), connection);
    return connection;
  }

  private void connect() {
    var future = Transport.connect(loop, settings, isInternal(), new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        adopt(Side.OUTGOING, channel);
      }
    });
    future.addListener(done -> {
      var connection = connections.get(Side.OUTGOING);
      if (connection == null || !connection.channel.equals(future.channel())) {
        var _ = future.channel().close();
      } else if (done.isSuccess()) {
        run(new SessionEvent.Connected(Side.OUTGOING));
      } else {
        connections.remove(Side.OUTGOING);
        run(new SessionEvent.Closed(Side.OUTGOING, "connect: " + LossReason.of(done.cause())));
      }
    });
  }

  private void run(SessionEvent event) {
    for (var action : session.next(event, clock.instant())) {
      switch (action) {
        case SessionAction.Connect() -> connect();
        case SessionAction.Send(var side, var message) -> send(side, message);
        case SessionAction.Close(var side) -> close(side);
        case SessionAction.Up(var side, var agreed) -> up(side, agreed);
        case SessionAction.Down(var reason) -> down(reason);
        case SessionAction.Resend(_) -> {
          if (advertisement != null) {
            advertisement.repeat();
            tell();
          }
        }
      }
    }
    schedule();
    view = look();
  }

  private void up(Side side, Negotiated agreed) {
    var connection = connections.get(side);
    if (connection == null) {
      return;
    }
    since = clock.instant();
    connection.width = agreed.width();
    negotiated = agreed;
    endsSent = new HashSet<>();
    received = PeerView.Received.NONE;
    var local = IpAddress.of(((InetSocketAddress) connection.channel.localAddress()).getAddress());
    advertisement = new Advertisement(speaker.asn(), settings, agreed, local);
    LOG.log(Level.INFO, "event=bgp-up peer={0} asn={1} from=down to=up families={2} graceful-restart={3}",
        settings.address(), settings.asn(), agreed.families(), agreed.keepsRoutes());
    listener.changed(new PeerTransition(settings.address(), settings.asn(), since, true, ""));
    tell();
  }

  private void down(String reason) {
    since = clock.instant();
    flaps++;
    advertisement = null;
    negotiated = null;
    LOG.log(Level.WARNING, "event=bgp-down peer={0} asn={1} from=up to=down reason=\"{2}\"",
        settings.address(), settings.asn(), reason);
    listener.changed(new PeerTransition(settings.address(), settings.asn(), since, false, reason));
  }

  /** Sends what the peer does not know yet, as long as it takes it; the rest follows when it does. */
  private void tell() {
    var side = session.established();
    if (side.isEmpty() || advertisement == null || negotiated == null) {
      return;
    }
    var connection = connections.get(side.get());
    if (connection == null || !connection.channel.isWritable()) {
      return;
    }
    advertisement.towards(routes.all(), routes.leaving()).forEach(update -> connection.write(update));
    if (routes.complete()) {
      negotiated.families().stream().filter(endsSent::add).forEach(family -> connection.write(Update.endOfRib(family)));
    }
    connection.channel.flush();
  }

  private void send(Side side, Message message) {
    var connection = connections.get(side);
    if (connection != null) {
      connection.write(message);
      connection.channel.flush();
    }
  }

  private void close(Side side) {
    var connection = connections.remove(side);
    if (connection != null) {
      // After what was written.
      connection.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void schedule() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    if (loop.isShuttingDown()) {
      return;
    }
    session.wakeAt().ifPresent(at -> {
      var wait = Duration.between(clock.instant(), at);
      timer = loop.schedule(() -> run(new SessionEvent.TimeReached()),
          Math.max(1, wait.toMillis() + 1), TimeUnit.MILLISECONDS);
    });
  }

  private PeerView look() {
    var agreed = negotiated;
    Set<Prefix> told = advertisement == null ? Set.of() : advertisement.told();
    return new PeerView(settings.address(), settings.asn(), session.state(), since, session.lastError(),
        agreed == null ? List.of() : agreed.families().stream().map(Object::toString).toList(),
        agreed != null && agreed.keepsRoutes(), told, received, flaps, Optional.empty());
  }

  private void count(Message message) {
    var update = message instanceof Update it ? it : null;
    received = new PeerView.Received(received.messages() + 1,
        received.announced() + (update == null ? 0 : update.announcedCount()),
        received.withdrawn() + (update == null ? 0 : update.withdrawnCount()),
        received.faults() + (update == null || update.faults().isEmpty() ? 0 : 1));
  }

  /** A connection with the peer. */
  private final class Connection extends SimpleChannelInboundHandler<Object> implements MessageDecoder.Wire {
    private final Side side;
    private final Channel channel;
    private AsWidth width = AsWidth.FOUR;

    Connection(Side side, Channel channel) {
      this.side = side;
      this.channel = channel;
    }

    @Override
    public AsWidth width() {
      return width;
    }

    @Override
    public void received(byte[] bytes) {
      trace.message(settings.address(), WireTrace.Direction.RECEIVED, bytes);
    }

    void write(Message message) {
      byte[] bytes = Message.encode(message, width);
      trace.message(settings.address(), WireTrace.Direction.SENT, bytes);
      var _ = channel.write(Unpooled.wrappedBuffer(bytes));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Object message) {
      if (connections.get(side) != this) {
        return;
      }
      switch (message) {
        case Message it -> {
          count(it);
          run(new SessionEvent.Received(side, it));
        }
        case MessageException e ->
            run(new SessionEvent.Malformed(side, e.notification(), String.valueOf(e.getMessage())));
        default -> throw new IllegalStateException("not a message: " + message);
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (channel.isWritable()) {
        tell();
        view = look();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      lost("the connection was closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      lost(LossReason.of(cause));
      var _ = channel.close();
    }

    private void lost(String reason) {
      if (connections.remove(side, this)) {
        run(new SessionEvent.Closed(side, reason));
      }
    }
  }
}
