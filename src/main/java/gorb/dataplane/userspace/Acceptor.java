package gorb.dataplane.userspace;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Takes the connections of one listening socket, on its event loop. */
final class Acceptor extends ChannelInboundHandlerAdapter {
  /** How long nothing is accepted after a lack of descriptors. */
  static final Duration PAUSE = Duration.ofMillis(200);

  private static final System.Logger LOG = System.getLogger(Acceptor.class.getName());

  private final Forwarding forwarding;
  private final Balancer balancer;
  private final Worker worker;

  Acceptor(Forwarding forwarding, Balancer balancer, Worker worker) {
    this.forwarding = forwarding;
    this.balancer = balancer;
    this.worker = worker;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    new Connection(forwarding, balancer, (SocketChannel) accepted, worker).begin();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var shortage = SocketError.of(cause).filter(SocketError::isShortage);
    if (shortage.isEmpty()) {
      LOG.log(System.Logger.Level.DEBUG, "event=accept_failed", cause);
      return;
    }
    var channel = context.channel();
    forwarding.shortage().report(shortage.get(), channel.eventLoop());
    forwarding.shortage().paused();
    channel.config().setAutoRead(false);
    var _ = channel.eventLoop()
        .schedule(() -> channel.config().setAutoRead(true), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
