package gorb.bfd;

import gorb.model.IpAddress;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session with its socket and its timer. Only the loop of the detector may call it, but for view and close. */
final class WatchedLink implements Link {
  private static final System.Logger LOG = System.getLogger(WatchedLink.class.getName());
  /** RFC 5881 §4. */
  private static final int LOWEST_SOURCE_PORT = 49_152;
  private static final int HIGHEST_SOURCE_PORT = 65_535;
  private static final int ATTEMPTS = 16;

  private final Ends ends;
  private final InetSocketAddress target;
  private final Detector detector;
  private final long discriminator;
  private final BfdSession session;
  private final Consumer<String> whenDead;
  private @Nullable Channel channel;
  private @Nullable Future<?> timer;
  private boolean isOpening;
  private Instant since;
  private String reason = "";
  private long failures;
  private volatile LinkView view;

  /** Both ends of a link; ours is empty for the address that the kernel takes. */
  record Ends(IpAddress peer, Optional<IpAddress> source) {}

  WatchedLink(Ends ends, BfdSettings settings, Detector detector, Consumer<String> whenDead) {
    this.ends = ends;
    this.target = new InetSocketAddress(ends.peer().toInetAddress(), DatagramSockets.PORT);
    this.detector = detector;
    this.discriminator = detector.discriminator();
    this.session = new BfdSession(settings, discriminator, detector.random());
    this.whenDead = whenDead;
    this.since = detector.clock().instant();
    this.view = look();
  }

  @Override
  public LinkView view() {
    return view;
  }

  @Override
  public void close() {
    if (!detector.loop().isShuttingDown()) {
      detector.loop().submit(this::stop).awaitUninterruptibly();
    }
  }

  long discriminator() {
    return discriminator;
  }

  void start() {
    open(ATTEMPTS);
    run(new BfdEvent.Started());
  }

  void stop() {
    run(new BfdEvent.Stopped());
    detector.forget(this);
    if (channel != null) {
      // After what was written.
      var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
      var _ = channel.close();
      channel = null;
    }
  }

  void received(ControlPacket packet) {
    run(new BfdEvent.Received(packet));
  }

  private void run(BfdEvent event) {
    for (var action : session.next(event, detector.clock().instant())) {
      switch (action) {
        case BfdAction.Send(var packet) -> send(packet);
        case BfdAction.Up() -> {
          since = detector.clock().instant();
          reason = "";
          LOG.log(Level.INFO, "event=bfd-up peer={0} interval={1}ms detection={2}ms", ends.peer(),
              Long.toString(session.period().toMillis()), Long.toString(session.detectionTime().toMillis()));
        }
        case BfdAction.Down(var why, var failed) -> {
          since = detector.clock().instant();
          reason = why;
          LOG.log(failed ? Level.WARNING : Level.INFO, "event=bfd-down peer={0} reason=\"{1}\"", ends.peer(), why);
          if (failed) {
            failures++;
            whenDead.accept(why);
          }
        }
      }
    }
    schedule();
    view = look();
  }

  /** What cannot be sent is as good as lost: the next one follows. */
  private void send(ControlPacket packet) {
    if (channel == null) {
      open(1);
    } else {
      var _ = channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(packet.encode()), target));
    }
  }

  /** Takes a port of the range by chance; where all attempts fail, the next packet tries again. */
  private void open(int attempts) {
    if (isOpening) {
      return;
    }
    isOpening = true;
    int port = detector.random().nextInt(LOWEST_SOURCE_PORT, HIGHEST_SOURCE_PORT + 1);
    var family = ends.peer().family();
    var from = new InetSocketAddress(ends.source().orElse(DatagramSockets.any(family)).toInetAddress(), port);
    var binding = DatagramSockets.sending(detector.loop(), family).bind(from);
    binding.addListener(done -> {
      isOpening = false;
      if (!done.isSuccess()) {
        LOG.log(Level.DEBUG, "event=bfd-no-socket peer={0} from={1} reason=\"{2}\"",
            ends.peer(), from, done.cause().getMessage());
        if (attempts > 1) {
          open(attempts - 1);
        }
      } else if (session.state() == LinkState.ADMIN_DOWN) {
        var _ = binding.channel().close();
      } else {
        channel = binding.channel();
      }
    });
  }

  private void schedule() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    var at = session.wakeAt();
    if (!at.equals(Instant.MAX) && !detector.loop().isShuttingDown()) {
      long nanos = Duration.between(detector.clock().instant(), at).toNanos();
      timer = detector.loop().schedule(() -> run(new BfdEvent.TimeReached()), Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }
  }

  private LinkView look() {
    return new LinkView(session.state(), since, reason, session.period(), session.detectionTime(), failures);
  }
}
