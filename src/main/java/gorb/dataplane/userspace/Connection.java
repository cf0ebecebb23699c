package gorb.dataplane.userspace;

import gorb.dataplane.userspace.scheduling.Flow;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection and the one to its server, both on one event loop, which alone may use this.
 *
 * <pre>
 * accepted    ─ no usable server ─────────────────────▶ reset
 *             ─ server chosen ────────────────────────▶ connecting
 * connecting  ─ failed, first time, another is usable ▶ connecting
 *             ─ failed otherwise ─────────────────────▶ reset
 *             ─ connected ────────────────────────────▶ relaying
 * relaying    ─ one side ends its output ─────────────▶ the other side is told, behind all that was sent before
 *             ─ both sides have ended ────────────────▶ closed
 *             ─ error, reset, or idle for too long ───▶ both sides reset
 * </pre>
 *
 * <p>The client's socket joins the event loop when its server is connected: nothing is read that could be lost, which
 * is what makes the second attempt safe. While one side does not take what the other sends, the other is not read;
 * what is held then is bounded by the write buffer's high-water mark and one read.
 */
final class Connection {
  private static final int ATTEMPTS = 2;

  private final Forwarding forwarding;
  private final Balancer balancer;
  private final SocketChannel client;
  private final Worker worker;
  private @Nullable Channel upstream;
  private @Nullable Assignment assignment;
  private long usedNanos;
  private boolean aborted;
  private int ended;

  Connection(Forwarding forwarding, Balancer balancer, SocketChannel client, Worker worker) {
    this.forwarding = forwarding;
    this.balancer = balancer;
    this.client = client;
    this.worker = worker;
  }

  /** Begins with a client that was just accepted and is on no event loop yet. */
  void begin() {
    usedNanos = forwarding.ticker().nanoTime();
    worker.add(this);
    try {
      client.config().setAllowHalfClosure(true);
      var from = client.remoteAddress();
      var to = client.localAddress();
      var flow = new Flow(
          Protocol.TCP,
          IpAddress.of(from.getAddress()),
          from.getPort(),
          IpAddress.of(to.getAddress()),
          to.getPort());
      attempt(flow, balancer.begin(flow, null), ATTEMPTS);
    } catch (ChannelException _) {
      // The client is gone already.
      abort();
    }
  }

  /** Ends it with a reset of both sides, in whatever state it is. */
  void abort() {
    aborted = true;
    reset(client);
    if (upstream != null) {
      reset(upstream);
    }
    worker.remove(this);
  }

  /** When the last byte came, from either side, or the client. */
  long usedNanos() {
    return usedNanos;
  }

  /** Whether its server is one of these. */
  boolean isTo(Predicate<Server> ofServer) {
    return assignment != null && ofServer.test(assignment.server());
  }

  private void attempt(Flow flow, @Nullable Assignment assigned, int attempts) {
    assignment = assigned;
    if (assigned == null) {
      abort();
      return;
    }
    var answers = new Direction(client, assigned.server().amounts()::bytesOut);
    var connecting = forwarding.connect(worker.loop(), address(assigned.server()), answers);
    if (connecting == null) {
      assigned.end();
      abort();
      return;
    }
    upstream = connecting.channel();
    connecting.addListener((ChannelFuture connected) -> {
      if (connected.isSuccess()) {
        relay((SocketChannel) connected.channel(), assigned);
        return;
      }
      var _ = connected.channel().close();
      assigned.end();
      forwarding.report(connected.cause(), worker.loop());
      attempt(flow, attempts > 1 && !aborted ? balancer.begin(flow, assigned.server()) : null, attempts - 1);
    });
  }

  private void relay(SocketChannel connected, Assignment assigned) {
    connected.closeFuture().addListener(_ -> assigned.end());
    client.closeFuture().addListener(_ -> worker.remove(this));
    client.pipeline().addLast(new Direction(connected, assigned.server().amounts()::bytesIn));
    worker.loop().register(client).addListener(joined -> {
      if (joined.isSuccess()) {
        connected.config().setAutoRead(true);
      } else {
        abort();
      }
    });
  }

  /** Where a server is reached; its port 0 stands for the service's ({@code ip_vs_schedule} of ip_vs_core.c). */
  private InetSocketAddress address(Server server) {
    int port = server.key().port() == 0 ? client.localAddress().getPort() : server.key().port();
    return new InetSocketAddress(server.key().address().toInetAddress(), port);
  }

  /** Closes a socket so that its peer gets a reset, not an end of data. */
  private static void reset(Channel channel) {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException _) {
      // It was reset from the other side meanwhile.
    }
    if (channel.isRegistered()) {
      var _ = channel.close();
    } else {
      channel.unsafe().closeForcibly();
    }
  }

  /** Passes on what arrives at the socket whose pipeline it is in. */
  private final class Direction extends ChannelInboundHandlerAdapter {
    private final SocketChannel to;
    private final LongConsumer bytes;
    private boolean inputEnded;

    Direction(SocketChannel to, LongConsumer bytes) {
      this.to = to;
      this.bytes = bytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      usedNanos = forwarding.ticker().nanoTime();
      bytes.accept(((ByteBuf) message).readableBytes());
      var _ = to.write(message, to.voidPromise());
      if (!to.isWritable()) {
        to.flush();
        if (!to.isWritable()) {
          context.channel().config().setAutoRead(false);
        }
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      to.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (context.channel().isWritable()) {
        to.config().setAutoRead(true);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        inputEnded = true;
        if (assignment != null) {
          assignment.ending();
        }
        to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> passEnd(context, written.isSuccess()));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!inputEnded) {
        abort();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      abort();
    }

    /** All that was sent has been written: now the end of it. */
    private void passEnd(ChannelHandlerContext context, boolean written) {
      if (!written) {
        abort();
        return;
      }
      ended++;
      if (ended == 2) {
        var _ = to.close();
        var _ = context.close();
      } else {
        var _ = to.shutdownOutput();
      }
    }
  }
}
