package gorb.netlink.route;

import gorb.netlink.AttributeName;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A route to everywhere in the main table ({@code struct rtmsg} of rtnetlink.h).
 *
 * @param interfaceIndex where it leads; of several ways the first
 * @param metric the lower the better; unsigned
 */
record DefaultRoute(int interfaceIndex, long metric) {
  static final int RTM_NEWROUTE = 24;
  static final int RTM_GETROUTE = 26;

  private static final int HEADER_LENGTH = 12;
  private static final int RT_TABLE_MAIN = 254;
  private static final int RTN_UNICAST = 1;
  /** {@code struct rtnexthop}: length u16, flags u8, hops u8, interface s32. */
  private static final int NEXT_HOP_LENGTH = 8;

  /** {@code struct rtmsg}: family, destination bits, source bits, tos, table, protocol, scope, type: u8; flags u32. */
  static void encodeRequest(MessageWriter writer, int family) {
    writer.u8(family).u8(0).u8(0).u8(0).u8(RT_TABLE_MAIN).u8(0).u8(0).u8(0).u32(0);
  }

  /** Empty for a route that is no default route of the main table, and for one without an interface. */
  static Optional<DefaultRoute> decode(ByteBuffer payload) throws MalformedMessageException {
    RouteConnection.requireHeader("RTM_NEWROUTE", payload, HEADER_LENGTH);
    int start = payload.position();
    boolean toEverywhere = payload.get(start + 1) == 0
        && Byte.toUnsignedInt(payload.get(start + 4)) == RT_TABLE_MAIN
        && payload.get(start + 7) == RTN_UNICAST;
    if (!toEverywhere) {
      return Optional.empty();
    }
    payload.position(start + HEADER_LENGTH);
    var attributes = Attributes.parse("RTM_NEWROUTE", payload, Attribute.HIGHEST);
    long metric = attributes.has(Attribute.RTA_PRIORITY) ? attributes.u32(Attribute.RTA_PRIORITY) : 0;
    if (attributes.has(Attribute.RTA_OIF)) {
      return Optional.of(new DefaultRoute(attributes.s32(Attribute.RTA_OIF), metric));
    }
    return attributes.has(Attribute.RTA_MULTIPATH)
        ? Optional.of(new DefaultRoute(firstWay(attributes), metric))
        : Optional.empty();
  }

  private static int firstWay(Attributes attributes) throws MalformedMessageException {
    byte[] ways = attributes.bytes(Attribute.RTA_MULTIPATH);
    if (ways.length < NEXT_HOP_LENGTH) {
      throw new MalformedMessageException("RTM_NEWROUTE: RTA_MULTIPATH of length " + ways.length
          + " (expected: " + NEXT_HOP_LENGTH + " or more)");
    }
    return ByteBuffer.wrap(ways).order(ByteOrder.nativeOrder()).getInt(4);
  }

  /** {@code RTA_*} of rtnetlink.h. */
  private enum Attribute implements AttributeName {
    RTA_OIF(4),
    RTA_PRIORITY(6),
    RTA_MULTIPATH(9);

    private static final int HIGHEST = RTA_MULTIPATH.number();

    private final int number;

    Attribute(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }
}
