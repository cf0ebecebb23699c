package gorb.dataplane.userspace;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;

/** Takes the datagrams of one socket of a UDP service, on its event loop. */
final class Receiver extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(Receiver.class.getName());

  private final Balancer balancer;
  private final Flows flows;

  Receiver(Balancer balancer, Flows flows) {
    this.balancer = balancer;
    this.flows = flows;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object datagram) {
    flows.forward(context.channel(), balancer, (DatagramPacket) datagram);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    flows.flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    flows.endOf(context.channel());
  }

  /** A client that is gone refuses an answer: nothing that concerns the others. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.log(System.Logger.Level.DEBUG, "event=datagram-refused", cause);
  }
}
