package gorb.netlink;

/** A family of messages, that is the protocol argument of socket(2), named as in netlink.h. */
public enum NetlinkProtocol {
  /** Interfaces, addresses, routes: rtnetlink(7). */
  NETLINK_ROUTE(0),
  /** Everything that has no number of its own. */
  NETLINK_GENERIC(16);

  private final int number;

  NetlinkProtocol(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** How many bytes of fixed header stand between {@code nlmsghdr} and the attributes of a message. */
  int fixedHeaderLength(int messageType) {
    return switch (this) {
      case NETLINK_GENERIC -> 4; // struct genlmsghdr
      // rtnetlink.h: four numbers for each object: ifinfomsg, ifaddrmsg, rtmsg, others
      case NETLINK_ROUTE -> switch (messageType >>> 2) {
        case 4 -> 16;
        case 5 -> 8;
        case 6 -> 12;
        default -> 0;
      };
    };
  }
}
