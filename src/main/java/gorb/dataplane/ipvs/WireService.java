package gorb.dataplane.ipvs;

import gorb.netlink.AttributeName;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A service as it is on the wire, without its counters ({@code IPVS_CMD_ATTR_SERVICE} of ip_vs.h).
 *
 * @param scheduler {@code none} is the kernel's word for none
 * @param flags {@link #PERSISTENT} and others; in answers also {@link #HASHED}
 * @param timeout of persistence, in seconds
 * @param netmask of persistence: for IPv4 the mask, {@code 0xffffff00} is /24; for IPv6 the prefix length
 * @param engine of persistence ({@code PE_NAME}); absent in a request removes it
 */
record WireService(
    WireServiceKey key, String scheduler, int flags, long timeout, long netmask, Optional<String> engine) {
  /** {@code IP_VS_SVC_F_PERSISTENT}. */
  static final int PERSISTENT = 0x1;
  /** {@code IP_VS_SVC_F_HASHED}: the kernel's own. */
  static final int HASHED = 0x2;
  /** {@code IP_VS_SVC_F_ONEPACKET}. */
  static final int ONE_PACKET = 0x4;

  private static final int EVERY_FLAG = 0xffff_ffff;
  /** {@code struct ip_vs_flags}: flags u32, mask u32. */
  private static final int FLAGS_LENGTH = 8;

  /** Writes all attributes: the kernel wants every one of them for an addition, and for an edit too. */
  void encode(MessageWriter writer) {
    key.encode(writer);
    writer.text(Attribute.IPVS_SVC_ATTR_SCHED_NAME, scheduler);
    engine.ifPresent(name -> writer.text(Attribute.IPVS_SVC_ATTR_PE_NAME, name));
    var flagsAndMask = ByteBuffer.allocate(FLAGS_LENGTH).order(ByteOrder.nativeOrder());
    writer.bytes(Attribute.IPVS_SVC_ATTR_FLAGS, flagsAndMask.putInt(flags).putInt(EVERY_FLAG).array())
        .u32(Attribute.IPVS_SVC_ATTR_TIMEOUT, timeout);
    switch (key.family()) {
      case IPV4 -> writer.bytes(
          Attribute.IPVS_SVC_ATTR_NETMASK, ByteBuffer.allocate(Integer.BYTES).putInt((int) netmask).array());
      case IPV6 -> writer.u32(Attribute.IPVS_SVC_ATTR_NETMASK, netmask);
    }
  }

  static WireService decode(Attributes service) throws MalformedMessageException {
    var key = WireServiceKey.decode(service);
    int flags = ByteBuffer.wrap(service.bytes(Attribute.IPVS_SVC_ATTR_FLAGS, FLAGS_LENGTH))
        .order(ByteOrder.nativeOrder())
        .getInt();
    long netmask = switch (key.family()) {
      case IPV4 -> Integer.toUnsignedLong(
          ByteBuffer.wrap(service.bytes(Attribute.IPVS_SVC_ATTR_NETMASK, Integer.BYTES)).getInt());
      case IPV6 -> service.u32(Attribute.IPVS_SVC_ATTR_NETMASK);
    };
    return new WireService(
        key,
        service.text(Attribute.IPVS_SVC_ATTR_SCHED_NAME),
        flags,
        service.u32(Attribute.IPVS_SVC_ATTR_TIMEOUT),
        netmask,
        service.has(Attribute.IPVS_SVC_ATTR_PE_NAME)
            ? Optional.of(service.text(Attribute.IPVS_SVC_ATTR_PE_NAME))
            : Optional.empty());
  }

  /** {@code IPVS_SVC_ATTR_*} of ip_vs.h. */
  enum Attribute implements AttributeName {
    IPVS_SVC_ATTR_AF(1),
    IPVS_SVC_ATTR_PROTOCOL(2),
    IPVS_SVC_ATTR_ADDR(3),
    IPVS_SVC_ATTR_PORT(4),
    IPVS_SVC_ATTR_FWMARK(5),
    IPVS_SVC_ATTR_SCHED_NAME(6),
    IPVS_SVC_ATTR_FLAGS(7),
    IPVS_SVC_ATTR_TIMEOUT(8),
    IPVS_SVC_ATTR_NETMASK(9),
    IPVS_SVC_ATTR_STATS(10),
    IPVS_SVC_ATTR_PE_NAME(11),
    /** Since Linux 4.1. */
    IPVS_SVC_ATTR_STATS64(12);

    static final int HIGHEST = IPVS_SVC_ATTR_STATS64.number();

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
