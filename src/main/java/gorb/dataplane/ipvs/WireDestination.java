package gorb.dataplane.ipvs;

import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.netlink.AttributeName;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;

/**
 * A destination as it is on the wire, without its counters ({@code IPVS_CMD_ATTR_DEST} of ip_vs.h).
 *
 * @param forwarding {@link #MASQUERADE} and others: the low three bits of the connection flags
 * @param tunnel read by the kernel with {@link #TUNNEL} only, and always told
 */
record WireDestination(Key key, int forwarding, int weight, Tunnel tunnel, long upperThreshold, long lowerThreshold) {
  /** {@code IP_VS_CONN_F_MASQ}. */
  static final int MASQUERADE = 0;
  /** {@code IP_VS_CONN_F_LOCALNODE}. */
  static final int LOCAL_NODE = 1;
  /** {@code IP_VS_CONN_F_TUNNEL}. */
  static final int TUNNEL = 2;
  /** {@code IP_VS_CONN_F_DROUTE}. */
  static final int DIRECT_ROUTE = 3;
  /** {@code IP_VS_CONN_F_BYPASS}. */
  static final int BYPASS = 4;

  /** Writes all attributes: one that is absent from an edit is set to its default, tunnels included. */
  void encode(MessageWriter writer) {
    WireAddress.encode(writer, Attribute.IPVS_DEST_ATTR_ADDR, key.address);
    writer.u16Network(Attribute.IPVS_DEST_ATTR_PORT, key.port)
        .u32(Attribute.IPVS_DEST_ATTR_FWD_METHOD, forwarding)
        .s32(Attribute.IPVS_DEST_ATTR_WEIGHT, weight)
        .u8(Attribute.IPVS_DEST_ATTR_TUN_TYPE, tunnel.type)
        .u16Network(Attribute.IPVS_DEST_ATTR_TUN_PORT, tunnel.port)
        .u16(Attribute.IPVS_DEST_ATTR_TUN_FLAGS, tunnel.flags)
        .u32(Attribute.IPVS_DEST_ATTR_U_THRESH, upperThreshold)
        .u32(Attribute.IPVS_DEST_ATTR_L_THRESH, lowerThreshold)
        .u16(Attribute.IPVS_DEST_ATTR_ADDR_FAMILY, key.address.family().number());
  }

  /**
   * @param serviceFamily of the service, which counts where the destination does not say its own (before Linux 3.18)
   */
  static WireDestination decode(Attributes destination, AddressFamily serviceFamily) throws MalformedMessageException {
    return new WireDestination(
        Key.decode(destination, serviceFamily),
        (int) destination.u32(Attribute.IPVS_DEST_ATTR_FWD_METHOD) & 7, // ip_vs.h: IP_VS_CONN_F_FWD_MASK
        destination.s32(Attribute.IPVS_DEST_ATTR_WEIGHT),
        Tunnel.decode(destination),
        destination.u32(Attribute.IPVS_DEST_ATTR_U_THRESH),
        destination.u32(Attribute.IPVS_DEST_ATTR_L_THRESH));
  }

  /**
   * What identifies a destination within its service.
   *
   * @param address whose family may be another than the service's with a tunnel only
   * @param port in network order on the wire
   */
  record Key(IpAddress address, int port) {
    /** Writes the attributes that identify the destination, and no others. */
    void encode(MessageWriter writer) {
      WireAddress.encode(writer, Attribute.IPVS_DEST_ATTR_ADDR, address);
      writer.u16Network(Attribute.IPVS_DEST_ATTR_PORT, port)
          .u16(Attribute.IPVS_DEST_ATTR_ADDR_FAMILY, address.family().number());
    }

    static Key decode(Attributes destination, AddressFamily serviceFamily) throws MalformedMessageException {
      boolean said = destination.has(Attribute.IPVS_DEST_ATTR_ADDR_FAMILY)
          && destination.u16(Attribute.IPVS_DEST_ATTR_ADDR_FAMILY) != 0;
      var family = said
          ? WireAddress.family(destination, Attribute.IPVS_DEST_ATTR_ADDR_FAMILY)
          : serviceFamily;
      return new Key(
          WireAddress.decode(destination, Attribute.IPVS_DEST_ATTR_ADDR, family),
          destination.u16Network(Attribute.IPVS_DEST_ATTR_PORT));
    }
  }

  /**
   * How a tunnelled packet is wrapped.
   *
   * @param type {@link #IPIP}, {@link #GUE} or {@link #GRE}; the kernel takes other numbers too
   * @param port of GUE, in network order on the wire
   * @param flags {@link #CHECKSUM} or {@link #REMOTE_CHECKSUM}
   */
  record Tunnel(int type, int port, int flags) {
    /** {@code IP_VS_CONN_F_TUNNEL_TYPE_IPIP}. */
    static final int IPIP = 0;
    /** {@code IP_VS_CONN_F_TUNNEL_TYPE_GUE}, since Linux 5.2. */
    static final int GUE = 1;
    /** {@code IP_VS_CONN_F_TUNNEL_TYPE_GRE}, since Linux 5.3. */
    static final int GRE = 2;
    /** {@code IP_VS_TUNNEL_ENCAP_FLAG_CSUM}. */
    static final int CHECKSUM = 1;
    /** {@code IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM}. */
    static final int REMOTE_CHECKSUM = 2;
    /** The default, also of kernels that know no other. */
    static final Tunnel DEFAULT = new Tunnel(IPIP, 0, 0);

    private static Tunnel decode(Attributes destination) throws MalformedMessageException {
      if (!destination.has(Attribute.IPVS_DEST_ATTR_TUN_TYPE)) {
        return DEFAULT;
      }
      return new Tunnel(
          destination.u8(Attribute.IPVS_DEST_ATTR_TUN_TYPE),
          destination.u16Network(Attribute.IPVS_DEST_ATTR_TUN_PORT),
          destination.has(Attribute.IPVS_DEST_ATTR_TUN_FLAGS)
              ? destination.u16(Attribute.IPVS_DEST_ATTR_TUN_FLAGS)
              : 0);
    }
  }

  /** {@code IPVS_DEST_ATTR_*} of ip_vs.h. */
  enum Attribute implements AttributeName {
    IPVS_DEST_ATTR_ADDR(1),
    IPVS_DEST_ATTR_PORT(2),
    IPVS_DEST_ATTR_FWD_METHOD(3),
    IPVS_DEST_ATTR_WEIGHT(4),
    IPVS_DEST_ATTR_U_THRESH(5),
    IPVS_DEST_ATTR_L_THRESH(6),
    IPVS_DEST_ATTR_ACTIVE_CONNS(7),
    IPVS_DEST_ATTR_INACT_CONNS(8),
    IPVS_DEST_ATTR_PERSIST_CONNS(9),
    IPVS_DEST_ATTR_STATS(10),
    /** Since Linux 3.18. */
    IPVS_DEST_ATTR_ADDR_FAMILY(11),
    /** Since Linux 4.1. */
    IPVS_DEST_ATTR_STATS64(12),
    /** Since Linux 5.2. */
    IPVS_DEST_ATTR_TUN_TYPE(13),
    /** Since Linux 5.2. */
    IPVS_DEST_ATTR_TUN_PORT(14),
    /** Since Linux 5.3. */
    IPVS_DEST_ATTR_TUN_FLAGS(15);

    static final int HIGHEST = IPVS_DEST_ATTR_TUN_FLAGS.number();

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
