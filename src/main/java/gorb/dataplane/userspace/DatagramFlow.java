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
  private boolean unsent;
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

  /**
   * Takes what the client sent, which leaves with the next {@link #flush}, or drops it where the socket takes no more.
   *
   * @return whether it is the first since
   */
  boolean send(ByteBuf datagram, long nowNanos) {
    usedNanos = nowNanos;
    if (upstream == null || !takesMore(upstream)) {
      datagram.release();
      return false;
    }
    server.amounts().packetIn(datagram.readableBytes());
    answered = false;
    var _ = upstream.write(datagram, upstream.voidPromise());
    boolean isFirst = !unsent;
    unsent = true;
    return isFirst;
  }

  /** Sends what was taken: with epoll by one system call ({@code sendmmsg}). */
  void flush() {
    unsent = false;
    if (upstream != null) {
      upstream.flush();
    }
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
    if (!takesMore(service)) {
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

  /** Whether a socket takes more, at the latest when what waits for the end of the batch has been sent. */
  private static boolean takesMore(Channel socket) {
    if (!socket.isWritable()) {
      socket.flush();
    }
    return socket.isWritable();
  }
}
