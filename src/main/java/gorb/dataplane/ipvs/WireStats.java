package gorb.dataplane.ipvs;

import gorb.netlink.AttributeName;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;

/**
 * The counters of a service or destination as they are on the wire ({@code IPVS_STATS_ATTR_*} of ip_vs.h). Rates are the
 * kernel's own averages over about two seconds, 0 where it does not estimate. With direct routing and tunnels answers
 * bypass the director, so what goes out counts nothing.
 *
 * @param total since the entry was made; unsigned
 * @param perSecond the same, each second; unsigned
 */
record WireStats(Amounts total, Amounts perSecond) {
  /**
   * Five amounts.
   *
   * @param connections that were scheduled
   * @param packetsIn from clients
   * @param packetsOut to clients
   * @param bytesIn from clients
   * @param bytesOut to clients
   */
  record Amounts(long connections, long packetsIn, long packetsOut, long bytesIn, long bytesOut) {}

  /** How wide the numbers are. Bytes in total have 64 bits in both. */
  enum Width {
    /** {@code IPVS_*_ATTR_STATS}: they wrap around. */
    BITS_32,
    /** {@code IPVS_*_ATTR_STATS64}, since Linux 4.1. */
    BITS_64;

    private long read(Attributes stats, Attribute name) throws MalformedMessageException {
      return switch (this) {
        case BITS_32 -> stats.u32(name);
        case BITS_64 -> stats.u64(name);
      };
    }

    private void write(MessageWriter writer, Attribute name, long value) {
      switch (this) {
        case BITS_32 -> writer.u32(name, value & 0xffff_ffffL);
        case BITS_64 -> writer.u64(name, value);
      }
    }
  }

  void encode(MessageWriter writer, Width width) {
    width.write(writer, Attribute.IPVS_STATS_ATTR_CONNS, total.connections);
    width.write(writer, Attribute.IPVS_STATS_ATTR_INPKTS, total.packetsIn);
    width.write(writer, Attribute.IPVS_STATS_ATTR_OUTPKTS, total.packetsOut);
    writer.u64(Attribute.IPVS_STATS_ATTR_INBYTES, total.bytesIn);
    writer.u64(Attribute.IPVS_STATS_ATTR_OUTBYTES, total.bytesOut);
    width.write(writer, Attribute.IPVS_STATS_ATTR_CPS, perSecond.connections);
    width.write(writer, Attribute.IPVS_STATS_ATTR_INPPS, perSecond.packetsIn);
    width.write(writer, Attribute.IPVS_STATS_ATTR_OUTPPS, perSecond.packetsOut);
    width.write(writer, Attribute.IPVS_STATS_ATTR_INBPS, perSecond.bytesIn);
    width.write(writer, Attribute.IPVS_STATS_ATTR_OUTBPS, perSecond.bytesOut);
  }

  static WireStats decode(Attributes stats, Width width) throws MalformedMessageException {
    return new WireStats(
        new Amounts(
            width.read(stats, Attribute.IPVS_STATS_ATTR_CONNS),
            width.read(stats, Attribute.IPVS_STATS_ATTR_INPKTS),
            width.read(stats, Attribute.IPVS_STATS_ATTR_OUTPKTS),
            stats.u64(Attribute.IPVS_STATS_ATTR_INBYTES),
            stats.u64(Attribute.IPVS_STATS_ATTR_OUTBYTES)),
        new Amounts(
            width.read(stats, Attribute.IPVS_STATS_ATTR_CPS),
            width.read(stats, Attribute.IPVS_STATS_ATTR_INPPS),
            width.read(stats, Attribute.IPVS_STATS_ATTR_OUTPPS),
            width.read(stats, Attribute.IPVS_STATS_ATTR_INBPS),
            width.read(stats, Attribute.IPVS_STATS_ATTR_OUTBPS)));
  }

  /** Reads the wide counters of an entry, or the narrow ones of a kernel that has no others. */
  static WireStats decode(Attributes entry, AttributeName wide, AttributeName narrow) throws MalformedMessageException {
    return entry.has(wide)
        ? decode(entry.nested(wide, Attribute.HIGHEST), Width.BITS_64)
        : decode(entry.nested(narrow, Attribute.HIGHEST), Width.BITS_32);
  }

  /** {@code IPVS_STATS_ATTR_*} of ip_vs.h; {@code IPVS_STATS_ATTR_PAD} (11) only aligns and is skipped. */
  enum Attribute implements AttributeName {
    IPVS_STATS_ATTR_CONNS(1),
    IPVS_STATS_ATTR_INPKTS(2),
    IPVS_STATS_ATTR_OUTPKTS(3),
    IPVS_STATS_ATTR_INBYTES(4),
    IPVS_STATS_ATTR_OUTBYTES(5),
    IPVS_STATS_ATTR_CPS(6),
    IPVS_STATS_ATTR_INPPS(7),
    IPVS_STATS_ATTR_OUTPPS(8),
    IPVS_STATS_ATTR_INBPS(9),
    IPVS_STATS_ATTR_OUTBPS(10);

    static final int HIGHEST = IPVS_STATS_ATTR_OUTBPS.number();

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
