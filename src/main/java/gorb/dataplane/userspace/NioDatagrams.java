package gorb.dataplane.userspace;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The JDK's sockets, one datagram at a time, for hosts without Netty's native library. */
final class NioDatagrams implements Datagrams {
  private static final int MOST = 16;
  private static final int LONGEST = 65_535;

  private final EventLoop loop;
  private final List<ByteBuffer> received = new ArrayList<>();
  private final List<InetSocketAddress> senders = new ArrayList<>();
  private @Nullable InetSocketAddress bound;

  NioDatagrams(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public Port bind(InetSocketAddress address, Consumer<Port> arrived) throws IOException {
    var socket = DatagramChannel.open(family(address.getAddress()));
    try {
      socket.configureBlocking(false);
      socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      socket.bind(address);
      var opened = new NioPort(socket, address, arrived);
      opened.joinAndWait(NioIoOps.READ);
      return opened;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public Port connect(InetSocketAddress server, @Nullable InetAddress source, Consumer<Port> arrived)
      throws IOException {
    if (source != null) {
      throw new IOException("bind " + source + ": the JDK's sockets cannot take a client's address");
    }
    var socket = DatagramChannel.open(family(server.getAddress()));
    try {
      socket.configureBlocking(false);
      socket.connect(server);
      var opened = new NioPort(socket, server, arrived);
      opened.join(NioIoOps.READ);
      return opened;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public int length(int position) {
    return received.get(position).limit();
  }

  @Override
  public Path path(int position) {
    if (bound == null) {
      throw new IllegalStateException("nothing was received");
    }
    return new Path(Endpoints.of(senders.get(position)), Endpoints.of(bound));
  }

  private static ProtocolFamily family(InetAddress address) {
    return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
  }

  private final class NioPort extends JoiningPort implements NioIoHandle {
    private final DatagramChannel socket;
    private final InetSocketAddress address;

    /** @param address to which it is bound or connected */
    NioPort(DatagramChannel socket, InetSocketAddress address, Consumer<Port> arrived) {
      super(loop, arrived);
      this.socket = socket;
      this.address = address;
    }

    @Override
    public int receive() throws IOException {
      bound = address;
      senders.clear();
      while (senders.size() < MOST) {
        if (received.size() == senders.size()) {
          received.add(ByteBuffer.allocateDirect(LONGEST));
        }
        var buffer = received.get(senders.size());
        if (!(socket.receive(buffer.clear()) instanceof InetSocketAddress sender)) {
          break;
        }
        buffer.flip();
        senders.add(sender);
      }
      return senders.size();
    }

    @Override
    public void send(int[] positions, int count) throws IOException {
      for (int index = 0; index < count; index++) {
        send(positions[index], address);
      }
    }

    @Override
    public void answer(Path path, int count) throws IOException {
      var client = Endpoints.toJdk(path.client());
      for (int position = 0; position < count; position++) {
        send(position, client);
      }
    }

    @Override
    public void close() {
      leave();
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

    private void send(int position, InetSocketAddress to) throws IOException {
      var _ = socket.send(received.get(position).duplicate(), to);
    }
  }
}
