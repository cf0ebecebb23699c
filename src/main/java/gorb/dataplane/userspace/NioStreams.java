package gorb.dataplane.userspace;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Streams of the JDK's sockets, for hosts without Netty's native library. */
final class NioStreams implements Streams {
  @Override
  public Listening listen(EventLoop loop, InetSocketAddress address, Accepting accepting) throws IOException {
    var socket = ServerSocketChannel.open();
    try {
      socket.configureBlocking(false);
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      socket.bind(address, NetUtil.SOMAXCONN);
      var listening = new Door(socket, accepting);
      var joined = ((IoEventLoop) loop).register(listening).awaitUninterruptibly();
      if (!joined.isSuccess()) {
        throw new IOException("select", joined.cause());
      }
      loop.submit(() -> listening.open(joined.getNow())).awaitUninterruptibly();
      return listening;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public Stream connect(InetSocketAddress address, @Nullable InetAddress source) throws IOException {
    if (source != null) {
      throw new IOException("bind " + source + ": the JDK's sockets cannot take a client's address");
    }
    var socket = SocketChannel.open();
    try {
      prepare(socket);
      var _ = socket.connect(address);
      return new NioStream(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public @Nullable Conduit conduit() {
    return null;
  }

  private static void prepare(SocketChannel socket) throws IOException {
    socket.configureBlocking(false);
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** A listening socket. */
  private static final class Door implements Listening, NioIoHandle {
    private final ServerSocketChannel socket;
    private final Accepting accepting;
    private @Nullable IoRegistration registration;

    Door(ServerSocketChannel socket, Accepting accepting) {
      this.socket = socket;
      this.accepting = accepting;
    }

    void open(IoRegistration joined) {
      registration = joined;
      joined.submit(NioIoOps.ACCEPT);
    }

    @Override
    public void accept(boolean wanted) {
      if (registration != null && registration.isValid()) {
        registration.submit(wanted ? NioIoOps.ACCEPT : NioIoOps.NONE);
      }
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
      try {
        var client = socket.accept();
        if (client != null) {
          take(client);
        }
      } catch (IOException e) {
        accepting.failed(this, e);
      }
    }

    private void take(SocketChannel client) throws IOException {
      try {
        prepare(client);
        accepting.accepted(
            new NioStream(client),
            (InetSocketAddress) client.getRemoteAddress(),
            (InetSocketAddress) client.getLocalAddress());
      } catch (IOException e) {
        client.close();
        throw e;
      }
    }
  }
}
