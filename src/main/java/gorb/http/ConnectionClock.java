package gorb.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.VertxConnection;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of one connection. It sees bytes before they make up a request, so that one which dribbles in is cut off
 * however steadily it does so. Confined to the event loop of its connection.
 *
 * <pre>
 * phase     | begins when                            | closes the connection after
 * ----------+----------------------------------------+----------------------------
 * ARRIVING  | it is open; bytes come while IDLE      | {@link Limits#arrival}
 * HANDLING  | the request is whole                   | never: the handler has bounds of its own
 * SENDING   | the answer is there                    | {@link Limits#sending}
 * TELLING   | a feed has nothing to send            | never: its next bytes tell
 * LINGERING | the answer left before the request end | {@link #LINGER}
 * IDLE      | the client has the answer              | {@link Limits#idle}
 * </pre>
 */
final class ConnectionClock extends ChannelInboundHandlerAdapter {
  /** For the client to read an answer that it did not wait for: closing at once would reset the connection. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final Limits limits;
  private final ChannelHandlerContext context;
  private Phase phase = Phase.ARRIVING;
  private boolean isMoreThere;
  private @Nullable Future<?> alarm;

  private ConnectionClock(Limits limits, ChannelHandlerContext context) {
    this.limits = limits;
    this.context = context;
  }

  /** Gives a new connection its clock. */
  static void attach(HttpConnection connection, Limits limits) {
    // The connections of Vert.x carry no clock of this kind, and this is the one way to their bytes.
    var context = ((VertxConnection) connection).channelHandlerContext();
    var clock = new ConnectionClock(limits, context);
    context.pipeline().addFirst(clock);
    clock.enter(Phase.ARRIVING, limits.arrival());
  }

  /** The clock of a connection. */
  static ConnectionClock of(HttpConnection connection) {
    return ((VertxConnection) connection).channelHandlerContext().pipeline().get(ConnectionClock.class);
  }

  /** The head of a request is there. */
  void arriving() {
    isMoreThere = false;
    if (phase != Phase.ARRIVING) {
      enter(Phase.ARRIVING, limits.arrival());
    }
  }

  /** The request is whole. */
  void handling() {
    phase = Phase.HANDLING;
    cancel();
  }

  /** The answer is there. */
  void sending() {
    enter(Phase.SENDING, limits.sending());
  }

  /** A feed has nothing to send at present. */
  void telling() {
    phase = Phase.TELLING;
    cancel();
  }

  /** The answer left while the request still comes in. */
  void lingering() {
    enter(Phase.LINGERING, LINGER);
  }

  /** The answer left. */
  void sent() {
    if (phase != Phase.SENDING) {
      return;
    }
    if (isMoreThere) {
      enter(Phase.ARRIVING, limits.arrival());
    } else {
      enter(Phase.IDLE, limits.idle());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (phase == Phase.IDLE) {
      enter(Phase.ARRIVING, limits.arrival());
    } else {
      isMoreThere = true;
    }
    super.channelRead(ctx, message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    cancel();
    super.channelInactive(ctx);
  }

  private void enter(Phase next, Duration deadline) {
    cancel();
    phase = next;
    if (context.channel().isOpen()) {
      alarm = context.executor().schedule(this::cutOff, deadline.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Closes at once; {@code HttpConnection.close} would first wait until everything was sent. */
  void cutOff() {
    var _ = context.close();
  }

  private void cancel() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }

  private enum Phase {
    ARRIVING,
    HANDLING,
    SENDING,
    TELLING,
    LINGERING,
    IDLE
  }
}
