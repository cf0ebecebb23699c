package gorb.dataplane.userspace;

import gorb.ffm.InetEndpoint;
import gorb.model.IpAddress;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of UDP of one event loop, and the datagrams that one of them received last. Only the loop may use it, but
 * for {@link #bind}.
 */
interface Datagrams {
  /**
   * Receives at a service's address, beside other sockets of the same address that allow so. Any thread may call.
   *
   * @param arrived is called on the loop when there may be something to receive
   */
  Port bind(InetSocketAddress address, Consumer<Port> arrived) throws IOException;

  /**
   * Opens a socket to and from one server.
   *
   * @param source the address to send from although it is none of this host's; null for one of its own
   * @param arrived as of {@link #bind}
   */
  Port connect(InetSocketAddress server, @Nullable InetAddress source, Consumer<Port> arrived) throws IOException;

  /** The length of a datagram of those that were received last, in bytes. */
  int length(int position);

  /** Between whom a datagram of those that were received last is exchanged. */
  Path path(int position);

  /** A socket. */
  interface Port {
    /** Receives what is there, in place of what was received last: how many datagrams. */
    int receive() throws IOException;

    /**
     * Sends to the server some of the datagrams that were received last. What the socket does not take is dropped.
     *
     * @param positions theirs
     * @param count how many positions to look at
     */
    void send(int[] positions, int count) throws IOException;

    /** Sends the first of the datagrams that were received last to a client, from the address that it has asked. */
    void answer(Path path, int count) throws IOException;

    /** Receives and sends no more. */
    void close();
  }

  /**
   * Between whom the datagrams of a flow are exchanged.
   *
   * @param client where they come from
   * @param service the address and port that the client has asked
   */
  record Path(InetEndpoint client, InetEndpoint service) {
    /** The address of either side, an IPv4 one also where the socket is one of IPv6. */
    static IpAddress address(InetEndpoint endpoint) {
      return IpAddress.ofBytes(endpoint.address());
    }
  }

  /** Makes what an event loop needs. */
  interface Factory {
    Datagrams of(EventLoop loop);
  }
}
