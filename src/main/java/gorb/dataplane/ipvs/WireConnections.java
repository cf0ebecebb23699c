package gorb.dataplane.ipvs;

import gorb.dataplane.ipvs.WireDestination.Attribute;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;

/**
 * How many connections a destination has now. With direct routing and tunnels the kernel guesses from one direction.
 *
 * @param active in the state established, for TCP
 * @param inactive every other
 * @param persistent templates of persistence
 */
record WireConnections(long active, long inactive, long persistent) {
  void encode(MessageWriter writer) {
    writer.u32(Attribute.IPVS_DEST_ATTR_ACTIVE_CONNS, active)
        .u32(Attribute.IPVS_DEST_ATTR_INACT_CONNS, inactive)
        .u32(Attribute.IPVS_DEST_ATTR_PERSIST_CONNS, persistent);
  }

  static WireConnections decode(Attributes destination) throws MalformedMessageException {
    return new WireConnections(
        destination.u32(Attribute.IPVS_DEST_ATTR_ACTIVE_CONNS),
        destination.u32(Attribute.IPVS_DEST_ATTR_INACT_CONNS),
        destination.u32(Attribute.IPVS_DEST_ATTR_PERSIST_CONNS));
  }
}
