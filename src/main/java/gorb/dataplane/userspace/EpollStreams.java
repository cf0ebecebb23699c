package gorb.dataplane.userspace;

import io.netty.channel.ChannelException;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Streams of Netty's native sockets. */
final class EpollStreams implements Streams {
  private final boolean mayConduct = EpollConduit.areAllowed();

  @Override
  public Listening listen(EventLoop loop, InetSocketAddress address, Accepting accepting) throws IOException {
    var socket = open(address);
    try {
      socket.setReuseAddress(true);
      socket.setReusePort(true);
      // Those that are accepted inherit it.
      socket.setTcpNoDelay(true);
      socket.bind(address);
      socket.listen(NetUtil.SOMAXCONN);
      var listening = new Door(socket, address, accepting);
      var joined = ((IoEventLoop) loop).register(listening).awaitUninterruptibly();
      if (!joined.isSuccess()) {
        throw new IOException("epoll", joined.cause());
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
    var socket = open(address);
    try {
      if (source != null) {
        Transparency.bind(socket, source);
      }
      socket.setTcpNoDelay(true);
      socket.connect(address);
      return new EpollStream(socket, true);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public @Nullable Conduit conduit() throws IOException {
    return mayConduct ? EpollConduit.open() : null;
  }

  private static LinuxSocket open(InetSocketAddress address) throws IOException {
    try {
      return LinuxSocket.newSocketStream(
          address.getAddress() instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
    } catch (ChannelException e) {
      throw new IOException("socket", e);
    }
  }

  /** A listening socket, level-triggered: what one event leaves brings the next. */
  private static final class Door implements Listening, EpollIoHandle {
    /** How many clients are taken before other sockets have their turn. */
    private static final int MOST_AT_ONCE = 16;

    private final LinuxSocket socket;
    private final InetSocketAddress address;
    private final Accepting accepting;
    /** Length, then address as {@link NativeInetAddress} reads it: at most 16 bytes, scope, port. */
    private final byte[] from = new byte[26];
    private @Nullable IoRegistration registration;
    private boolean wanted = true;

    Door(LinuxSocket socket, InetSocketAddress address, Accepting accepting) {
      this.socket = socket;
      this.address = address;
      this.accepting = accepting;
    }

    void open(IoRegistration joined) {
      registration = joined;
      joined.submit(EpollIoOps.EPOLLIN);
    }

    @Override
    public void accept(boolean isWanted) {
      wanted = isWanted;
      if (registration != null && registration.isValid()) {
        registration.submit(wanted ? EpollIoOps.EPOLLIN : EpollIoOps.NONE);
      }
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException _) {
        // The descriptor is free all the same.
      }
      if (registration != null) {
        registration.cancel();
      }
    }

    @Override
    public FileDescriptor fd() {
      return socket;
    }

    @Override
    public void handle(IoRegistration of, IoEvent event) {
      try {
        for (int count = 0; count < MOST_AT_ONCE && wanted; count++) {
          int accepted = socket.accept(from);
          if (accepted < 0) {
            return;
          }
          var client = new Socket(accepted);
          accepting.accepted(new EpollStream(client, false), NativeInetAddress.address(from, 1, from[0]), to(client));
        }
      } catch (IOException e) {
        accepting.failed(this, e);
      }
    }

    /** Where a client has connected to: only a socket that listens everywhere must ask. */
    private InetSocketAddress to(Socket client) {
      return address.getAddress().isAnyLocalAddress() ? client.localAddress() : address;
    }
  }
}
