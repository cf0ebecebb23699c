package gorb.dataplane.ipvs;

import gorb.netlink.AttributeName;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;
import java.time.Duration;

/**
 * The timeouts of connections ({@code IPVS_CMD_ATTR_TIMEOUT_*} of ip_vs.h), in whole seconds on the wire. In a request
 * zero leaves one as it is.
 *
 * @param tcp without packets, 900 s at first
 * @param tcpFin after a FIN, 120 s at first
 * @param udp without packets, 300 s at first
 */
record WireTimeouts(Duration tcp, Duration tcpFin, Duration udp) {
  void encode(MessageWriter writer) {
    writer.u32(Attribute.IPVS_CMD_ATTR_TIMEOUT_TCP, tcp.toSeconds())
        .u32(Attribute.IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, tcpFin.toSeconds())
        .u32(Attribute.IPVS_CMD_ATTR_TIMEOUT_UDP, udp.toSeconds());
  }

  /** The kernel leaves out the timeouts of protocols that it was built without. */
  static WireTimeouts decode(Attributes config) throws MalformedMessageException {
    return new WireTimeouts(
        seconds(config, Attribute.IPVS_CMD_ATTR_TIMEOUT_TCP),
        seconds(config, Attribute.IPVS_CMD_ATTR_TIMEOUT_TCP_FIN),
        seconds(config, Attribute.IPVS_CMD_ATTR_TIMEOUT_UDP));
  }

  private static Duration seconds(Attributes config, Attribute name) throws MalformedMessageException {
    return config.has(name) ? Duration.ofSeconds(config.u32(name)) : Duration.ZERO;
  }

  /** The attributes of {@link IpvsCommand#IPVS_CMD_SET_CONFIG}, at the first level. */
  enum Attribute implements AttributeName {
    IPVS_CMD_ATTR_TIMEOUT_TCP(4),
    IPVS_CMD_ATTR_TIMEOUT_TCP_FIN(5),
    IPVS_CMD_ATTR_TIMEOUT_UDP(6);

    static final int HIGHEST = IPVS_CMD_ATTR_TIMEOUT_UDP.number();

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
