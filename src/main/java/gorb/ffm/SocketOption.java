package gorb.ffm;

/** A socket option of socket(7) or netlink(7), named as in the headers. */
public enum SocketOption {
  SO_RCVBUF(1, 8),
  SO_RCVTIMEO(1, 20),
  SO_SNDTIMEO(1, 21),
  /** As {@link #SO_RCVBUF}, beyond the limit {@code net.core.rmem_max}; needs CAP_NET_ADMIN. */
  SO_RCVBUFFORCE(1, 33),
  /** Acknowledgements do not repeat the request. */
  NETLINK_CAP_ACK(270, 10),
  /** Refusals carry the kernel's words. */
  NETLINK_EXT_ACK(270, 11),
  /** Requests for a list are checked strictly, and filter it. */
  NETLINK_GET_STRICT_CHK(270, 12);

  private final int level;
  private final int number;

  SocketOption(int level, int number) {
    this.level = level;
    this.number = number;
  }

  int level() {
    return level;
  }

  int number() {
    return number;
  }
}
