package gorb.dataplane.ipvs;

import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.netlink.AttributeName;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;
import java.util.Optional;

/**
 * A thread of the kernel that sends connections to other directors, or takes theirs ({@code IPVS_CMD_ATTR_DAEMON} of
 * ip_vs.h).
 *
 * @param state {@link #MASTER} sends, {@link #BACKUP} takes
 * @param multicastInterface 1..15 characters
 * @param syncId 0..255: only those with the same number listen to each other
 * @param multicast where the messages go; absent before Linux 4.3, and in a request for the defaults
 */
record WireDaemon(int state, String multicastInterface, long syncId, Optional<Multicast> multicast) {
  /** {@code IP_VS_STATE_MASTER}. */
  static final int MASTER = 1;
  /** {@code IP_VS_STATE_BACKUP}. */
  static final int BACKUP = 2;

  /**
   * Where the messages go.
   *
   * @param maximumLength of a datagram, in bytes
   * @param group its family decides which of two attributes carries it
   * @param port in host order on the wire, unlike every other port
   * @param ttl 1..255
   */
  record Multicast(int maximumLength, IpAddress group, int port, int ttl) {
    private void encode(MessageWriter writer) {
      writer.u16(Attribute.IPVS_DAEMON_ATTR_SYNC_MAXLEN, maximumLength)
          .u16(Attribute.IPVS_DAEMON_ATTR_MCAST_PORT, port)
          .u8(Attribute.IPVS_DAEMON_ATTR_MCAST_TTL, ttl);
      switch (group.family()) {
        case IPV4 -> writer.bytes(Attribute.IPVS_DAEMON_ATTR_MCAST_GROUP, group.toBytes());
        case IPV6 -> writer.bytes(Attribute.IPVS_DAEMON_ATTR_MCAST_GROUP6, group.toBytes());
      }
    }

    private static Multicast decode(Attributes daemon) throws MalformedMessageException {
      return new Multicast(
          daemon.u16(Attribute.IPVS_DAEMON_ATTR_SYNC_MAXLEN),
          daemon.has(Attribute.IPVS_DAEMON_ATTR_MCAST_GROUP6)
              ? WireAddress.decode(daemon, Attribute.IPVS_DAEMON_ATTR_MCAST_GROUP6, AddressFamily.IPV6)
              : IpAddress.ofBytes(daemon.bytes(Attribute.IPVS_DAEMON_ATTR_MCAST_GROUP, Integer.BYTES)),
          daemon.u16(Attribute.IPVS_DAEMON_ATTR_MCAST_PORT),
          daemon.u8(Attribute.IPVS_DAEMON_ATTR_MCAST_TTL));
    }
  }

  void encode(MessageWriter writer) {
    writer.u32(Attribute.IPVS_DAEMON_ATTR_STATE, state)
        .text(Attribute.IPVS_DAEMON_ATTR_MCAST_IFN, multicastInterface)
        .u32(Attribute.IPVS_DAEMON_ATTR_SYNC_ID, syncId);
    multicast.ifPresent(where -> where.encode(writer));
  }

  static WireDaemon decode(Attributes daemon) throws MalformedMessageException {
    return new WireDaemon(
        (int) daemon.u32(Attribute.IPVS_DAEMON_ATTR_STATE),
        daemon.text(Attribute.IPVS_DAEMON_ATTR_MCAST_IFN),
        daemon.u32(Attribute.IPVS_DAEMON_ATTR_SYNC_ID),
        daemon.has(Attribute.IPVS_DAEMON_ATTR_SYNC_MAXLEN)
            ? Optional.of(Multicast.decode(daemon))
            : Optional.empty());
  }

  /** {@code IPVS_DAEMON_ATTR_*} of ip_vs.h. */
  enum Attribute implements AttributeName {
    IPVS_DAEMON_ATTR_STATE(1),
    IPVS_DAEMON_ATTR_MCAST_IFN(2),
    IPVS_DAEMON_ATTR_SYNC_ID(3),
    IPVS_DAEMON_ATTR_SYNC_MAXLEN(4),
    IPVS_DAEMON_ATTR_MCAST_GROUP(5),
    IPVS_DAEMON_ATTR_MCAST_GROUP6(6),
    IPVS_DAEMON_ATTR_MCAST_PORT(7),
    IPVS_DAEMON_ATTR_MCAST_TTL(8);

    static final int HIGHEST = IPVS_DAEMON_ATTR_MCAST_TTL.number();

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
