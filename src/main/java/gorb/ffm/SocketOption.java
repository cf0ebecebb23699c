package gorb.ffm;

/** A socket option of socket(7), tcp(7) or netlink(7), named as in the headers. */
public enum SocketOption {
  SO_RCVBUF(1, 8),
  /** The kernel asks an idle connection whether the other side is there. */
  SO_KEEPALIVE(1, 9),
  /** After how many seconds it begins to. */
  TCP_KEEPIDLE(6, 4),
  /** Seconds between asking. */
  TCP_KEEPINTVL(6, 5),
  /** How often in vain. */
  TCP_KEEPCNT(6, 6),
  /** With 0, an acknowledgement waits for data to go with, or is spared by a close. */
  TCP_QUICKACK(6, 12),
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
