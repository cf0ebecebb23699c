package gorb.dataplane.userspace;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoEvent;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A stream of the JDK's on Netty's NIO loop. */
final class NioStream implements Stream, NioIoHandle {
  private final SocketChannel socket;
  private NioIoOps awaited = NioIoOps.NONE;
  private @Nullable Events events;
  private @Nullable IoRegistration registration;

  NioStream(SocketChannel socket) {
    this.socket = socket;
  }

  @Override
  public void join(EventLoop loop, Events to) throws IOException {
    events = to;
    var joined = ((IoEventLoop) loop).register(this);
    if (!joined.isSuccess()) {
      throw new IOException("select", joined.cause());
    }
    registration = joined.getNow();
    await(socket.isConnectionPending() ? NioIoOps.CONNECT : NioIoOps.READ);
  }

  @Override
  public void finishConnect() throws IOException {
    if (!socket.finishConnect()) {
      throw new IOException("connect");
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return socket.read(into);
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    var _ = socket.write(from);
  }

  @Override
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** The selector is level-triggered and will tell. */
  @Override
  public boolean mayEnd() {
    return false;
  }

  @Override
  public boolean failed() {
    return false;
  }

  @Override
  public void await(boolean input, boolean output) {
    var wish = input ? NioIoOps.READ : NioIoOps.NONE;
    await(output ? wish.with(NioIoOps.WRITE) : wish);
  }

  @Override
  public void reset() {
    try {
      socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException _) {
      // It was reset from the other side meanwhile.
    }
    close();
  }

  @Override
  public void close() {
    if (registration != null) {
      registration.cancel();
    }
    try {
      socket.close();
    } catch (IOException _) {
      // The descriptor is free all the same.
    }
  }

  @Override
  public SelectableChannel selectableChannel() {
    return socket;
  }

  @Override
  public void handle(IoRegistration of, IoEvent event) {
    var ops = ((NioIoEvent) event).ops();
    boolean output = ops.contains(NioIoOps.WRITE) || ops.contains(NioIoOps.CONNECT);
    if (events != null) {
      events.ready(this, ops.contains(NioIoOps.READ), output);
    }
  }

  private void await(NioIoOps wish) {
    if (registration != null && registration.isValid() && !wish.equals(awaited)) {
      awaited = wish;
      registration.submit(wish);
    }
  }
}
