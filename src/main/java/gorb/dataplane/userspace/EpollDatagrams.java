package gorb.dataplane.userspace;

import gorb.dataplane.userspace.ProxySettings.Addresses;
import gorb.ffm.DatagramBatch;
import gorb.ffm.ErrnoException;
import gorb.ffm.InetEndpoint;
import gorb.ffm.NativeAccessException;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Netty's native sockets, whose datagrams are received and sent many at a time, and tell at which address they arrived.
 * In the epoll set level-triggered: what one event leaves brings the next.
 */
final class EpollDatagrams implements Datagrams {
  private static final int[] ALL = IntStream.range(0, DatagramBatch.MOST).toArray();

  private final EventLoop loop;
  private final Addresses addresses;
  private @Nullable DatagramBatch batch;
  /** The address to which the socket is bound that received last; null where each datagram tells its own. */
  private @Nullable InetEndpoint bound;
  private int port;

  /** @param addresses of services */
  EpollDatagrams(EventLoop loop, Addresses addresses) {
    this.loop = loop;
    this.addresses = addresses;
  }

  @Override
  public Port bind(InetSocketAddress address, Consumer<Port> arrived) throws IOException {
    var socket = open(address.getAddress());
    try {
      socket.setReusePort(true);
      boolean isAny = address.getAddress().isAnyLocalAddress();
      if (isAny && address.getAddress() instanceof Inet4Address) {
        socket.setIntOpt(DatagramBatch.IPPROTO_IP, DatagramBatch.IP_PKTINFO, 1);
      } else if (isAny) {
        socket.setIntOpt(DatagramBatch.IPPROTO_IPV6, DatagramBatch.IPV6_RECVPKTINFO, 1);
      }
      FreeBind.allow(socket, address.getAddress(), addresses);
      socket.bind(address);
      var opened = new EpollPort(socket, isAny ? null : Endpoints.of(address), address.getPort(), arrived);
      opened.joinAndWait(EpollIoOps.EPOLLIN);
      return opened;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public Port connect(InetSocketAddress server, @Nullable InetAddress source, Consumer<Port> arrived)
      throws IOException {
    var socket = open(server.getAddress());
    try {
      if (source != null) {
        Transparency.bind(socket, source);
      }
      socket.connect(server);
      var opened = new EpollPort(socket, null, 0, arrived);
      opened.join(EpollIoOps.EPOLLIN);
      return opened;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public int length(int position) {
    return batch().length(position);
  }

  @Override
  public Path path(int position) {
    var asked = bound == null ? Objects.requireNonNull(batch().arrival(position, port), "IP_PKTINFO") : bound;
    return new Path(batch().sender(position), asked);
  }

  /** Room for datagrams, which a loop without UDP does without. */
  private DatagramBatch batch() {
    if (batch == null) {
      try {
        batch = DatagramBatch.open();
      } catch (NativeAccessException e) {
        throw new IllegalStateException(e);
      }
    }
    return batch;
  }

  private static LinuxSocket open(InetAddress address) throws IOException {
    try {
      return LinuxSocket.newSocketDgram(
          address instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
    } catch (ChannelException e) {
      throw new IOException("socket", e);
    }
  }

  private final class EpollPort extends JoiningPort implements EpollIoHandle {
    private final LinuxSocket socket;
    private final @Nullable InetEndpoint address;
    private final int number;

    EpollPort(LinuxSocket socket, @Nullable InetEndpoint address, int number, Consumer<Port> arrived) {
      super(loop, arrived);
      this.socket = socket;
      this.address = address;
      this.number = number;
    }

    @Override
    public int receive() throws IOException {
      bound = address;
      port = number;
      try {
        return batch().receive(socket.intValue());
      } catch (ErrnoException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    @Override
    public void send(int[] positions, int count) throws IOException {
      try {
        batch().send(socket.intValue(), positions, count);
      } catch (ErrnoException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    @Override
    public void answer(Path path, int count) throws IOException {
      try {
        batch().send(
            socket.intValue(), ALL, count, path.client(), address == null ? path.service() : null);
      } catch (ErrnoException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException _) {
        // The descriptor is free all the same.
      }
      leave();
    }

    @Override
    public FileDescriptor fd() {
      return socket;
    }
  }
}
