package gorb.dataplane.ipvs;

import gorb.netlink.AttributeName;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;

/**
 * The answer to {@link IpvsCommand#IPVS_CMD_GET_INFO} ({@code IPVS_INFO_ATTR_*} of ip_vs.h).
 *
 * @param version of IPVS, a byte each: {@code 0x010201} is 1.2.1
 * @param connectionTableSize how many buckets the connections are hashed to
 */
record WireInfo(long version, long connectionTableSize) {
  void encode(MessageWriter writer) {
    writer.u32(Attribute.IPVS_INFO_ATTR_VERSION, version)
        .u32(Attribute.IPVS_INFO_ATTR_CONN_TAB_SIZE, connectionTableSize);
  }

  static WireInfo decode(Attributes info) throws MalformedMessageException {
    return new WireInfo(
        info.u32(Attribute.IPVS_INFO_ATTR_VERSION), info.u32(Attribute.IPVS_INFO_ATTR_CONN_TAB_SIZE));
  }

  /** {@code 1.2.1}. */
  String versionText() {
    return (version >>> 16 & 0xff) + "." + (version >>> 8 & 0xff) + "." + (version & 0xff);
  }

  /** {@code IPVS_INFO_ATTR_*} of ip_vs.h, at the first level. */
  enum Attribute implements AttributeName {
    IPVS_INFO_ATTR_VERSION(1),
    IPVS_INFO_ATTR_CONN_TAB_SIZE(2);

    static final int HIGHEST = IPVS_INFO_ATTR_CONN_TAB_SIZE.number();

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
