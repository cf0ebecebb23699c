package gorb.netlink.route;

import gorb.ffm.NativeAccessException;
import gorb.netlink.KernelRefusalException;
import gorb.netlink.KernelSocket;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.NetlinkConnection;
import gorb.netlink.NetlinkException;
import gorb.netlink.NetlinkProtocol;
import gorb.netlink.NetlinkSocket;
import gorb.netlink.Request;
import gorb.netlink.Trace;
import gorb.netlink.TracingSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Interfaces, addresses and default routes of a network namespace. Reading needs no privilege, changes need
 * CAP_NET_ADMIN. Confined to the platform thread that opened it.
 */
public final class RouteConnection implements AutoCloseable {
  /** The kernel answers at once; this bounds a fault. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final NetlinkConnection connection;

  /**
   * Over a given socket, which is closed with this connection.
   */
  public RouteConnection(NetlinkSocket socket) {
    connection = new NetlinkConnection(socket);
  }

  /** Opens a connection to the network namespace of the calling thread. */
  public static RouteConnection open(Trace trace) throws KernelRefusalException, NativeAccessException {
    var socket = KernelSocket.open(NetlinkProtocol.NETLINK_ROUTE, TIMEOUT);
    return new RouteConnection(TracingSocket.of(socket, NetlinkProtocol.NETLINK_ROUTE, trace));
  }

  /** All interfaces. */
  public List<LinkInterface> interfaces() throws NetlinkException {
    var request = new Request("list interfaces", LinkInterface.RTM_GETLINK, 0, LinkInterface::encodeRequest);
    return connection.dump(request, LinkInterface::decode);
  }

  /** The addresses of all interfaces, of both families. */
  public List<InterfaceAddress> addresses() throws NetlinkException {
    var request = new Request("list addresses", InterfaceAddress.RTM_GETADDR, 0, InterfaceAddress::encodeRequest);
    return connection.dump(request, InterfaceAddress::decode).stream().flatMap(Optional::stream).toList();
  }

  /** The index of the interface to which the best default route leads; empty where there is none. */
  public Optional<Integer> defaultInterface(Family family) throws NetlinkException {
    var request = new Request(
        "list " + family.label + " routes",
        DefaultRoute.RTM_GETROUTE,
        0,
        writer -> DefaultRoute.encodeRequest(writer, family.number));
    return connection.dump(request, DefaultRoute::decode).stream()
        .flatMap(Optional::stream)
        .min(Comparator.comparingLong(DefaultRoute::metric))
        .map(DefaultRoute::interfaceIndex);
  }

  /**
   * Adds an address to an interface.
   *
   * @throws KernelRefusalException EEXIST when the interface has it already, ENODEV when there is no such interface
   */
  public void add(InterfaceAddress address) throws NetlinkException {
    connection.execute(new Request(
        "add address " + address.text() + " to interface " + address.interfaceIndex(),
        InterfaceAddress.RTM_NEWADDR,
        Request.NLM_F_CREATE | Request.NLM_F_EXCL,
        address::encode));
  }

  /**
   * Removes an address from an interface.
   *
   * @throws KernelRefusalException EADDRNOTAVAIL when the interface does not have it
   */
  public void remove(InterfaceAddress address) throws NetlinkException {
    connection.execute(new Request(
        "remove address " + address.text() + " from interface " + address.interfaceIndex(),
        InterfaceAddress.RTM_DELADDR,
        0,
        address::encode));
  }

  @Override
  public void close() {
    connection.close();
  }

  static void requireHeader(String message, ByteBuffer payload, int length) throws MalformedMessageException {
    if (payload.remaining() < length) {
      throw new MalformedMessageException(
          message + " header: " + payload.remaining() + " bytes (expected: " + length + " or more)");
    }
  }

  /** An address family, by its number on Linux. */
  public enum Family {
    IPV4(2, "IPv4"),
    IPV6(10, "IPv6");

    private final int number;
    private final String label;

    Family(int number, String label) {
      this.number = number;
      this.label = label;
    }
  }
}
