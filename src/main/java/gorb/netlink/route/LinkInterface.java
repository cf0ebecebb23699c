package gorb.netlink.route;

import gorb.netlink.AttributeName;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;
import java.nio.ByteBuffer;

/**
 * A network interface ({@code struct ifinfomsg} of rtnetlink.h).
 *
 * @param index by which the kernel knows it, from 1 on
 * @param name such as {@code eth0}; can change
 * @param flags {@code IFF_*} of if.h
 */
public record LinkInterface(int index, String name, int flags) {
  static final int RTM_NEWLINK = 16;
  static final int RTM_GETLINK = 18;

  private static final int HEADER_LENGTH = 16;
  private static final int IFF_UP = 0x1;
  private static final int IFF_LOOPBACK = 0x8;

  /** Whether an administrator switched it on. */
  public boolean isUp() {
    return (flags & IFF_UP) != 0;
  }

  /** Whether it is {@code lo}. */
  public boolean isLoopback() {
    return (flags & IFF_LOOPBACK) != 0;
  }

  /** {@code struct ifinfomsg}: family u8, padding u8, type u16, index s32, flags u32, change u32. */
  static void encodeRequest(MessageWriter writer) {
    writer.u8(0).u8(0).u16(0).u32(0).u32(0).u32(0);
  }

  static LinkInterface decode(ByteBuffer payload) throws MalformedMessageException {
    RouteConnection.requireHeader("RTM_NEWLINK", payload, HEADER_LENGTH);
    int index = payload.getInt(payload.position() + 4);
    int flags = payload.getInt(payload.position() + 8);
    payload.position(payload.position() + HEADER_LENGTH);
    var attributes = Attributes.parse("RTM_NEWLINK", payload, Attribute.HIGHEST);
    return new LinkInterface(index, attributes.text(Attribute.IFLA_IFNAME), flags);
  }

  /** {@code IFLA_*} of if_link.h. */
  private enum Attribute implements AttributeName {
    IFLA_IFNAME(3);

    private static final int HIGHEST = IFLA_IFNAME.number();

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
