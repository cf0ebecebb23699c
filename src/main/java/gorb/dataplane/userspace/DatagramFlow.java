package gorb.dataplane.userspace;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A client's datagrams to one server, and the answers, which go out from the service's socket. On one event loop. */
final class DatagramFlow extends ChannelInboundHandlerAdapter {
  private final Channel service;
  private final InetSocketAddress client;
  private final Server server;
  private final @Nullable Assignment assignment;
  private @Nullable Channel upstream;
  private boolean answered = true;
  private boolean failed;
  private long usedNanos;

  /**
   * @param service the socket at which the client's datagrams arrive
   * @param assignment whose end is that of the flow; null where each datagram has one of its own
   */
  DatagramFlow(Channel service, InetSocketAddress client, Server server, @Nullable Assignment assignment) {
    this.service = service;
    this.client = client;
    this.server = server;
    this.assignment = assignment;
  }

  /** Opens the socket towards the server. */
  boolean open(Forwarding forwarding, EventLoop loop) {
    int port = server.key().port() == 0 ? ((InetSocketAddress) service.localAddress()).getPort() : server.key().port();
    upstream = forwarding.converse(loop, new InetSocketAddress(server.key().address().toInetAddress(), port), this);
    return upstream != null;
  }

  Channel service() {
    return service;
  }

  Server server() {
    return server;
  }

  /** When the last datagram came, from either side. */
  long usedNanos() {
    return usedNanos;
  }

  /** Whether the server could not be reached. */
  boolean hasFailed() {
    return failed;
  }

  /** Whether the next datagram goes to the same server. A quiesced one keeps its flows as long as it answers them. */
  boolean mayGoOn() {
    return !failed && !server.removed() && (answered || server.weight() > 0);
  }

  /** Sends what the client sent, or drops it where the socket takes no more. */
  void send(ByteBuf datagram, long nowNanos) {
    usedNanos = nowNanos;
    if (upstream == null || !upstream.isWritable()) {
      datagram.release();
      return;
    }
    server.amounts().packetIn(datagram.readableBytes());
    answered = false;
    var _ = upstream.writeAndFlush(datagram, upstream.voidPromise());
  }

  void close() {
    if (assignment != null) {
      assignment.end();
    }
    if (upstream != null) {
      var _ = upstream.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var content = ((DatagramPacket) message).content();
    if (!service.isWritable()) {
      content.release();
      return;
    }
    answered = true;
    usedNanos = context.executor().ticker().nanoTime();
    server.amounts().packetOut(content.readableBytes());
    var _ = service.write(new DatagramPacket(content, client), service.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    service.flush();
  }

  /** ICMP says that nobody listens there, or that there is no way: the next datagram finds another server. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    failed = true;
    close();
  }
}
