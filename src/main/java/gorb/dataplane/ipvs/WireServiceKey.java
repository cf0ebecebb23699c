package gorb.dataplane.ipvs;

import gorb.dataplane.ipvs.WireService.Attribute;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;

/** What identifies a service on the wire: address, port and protocol, or a firewall mark. */
sealed interface WireServiceKey {
  /** Of the address that clients use. */
  AddressFamily family();

  /** Writes the attributes that identify the service, and no others. */
  void encode(MessageWriter writer);

  /**
   * A service at an address.
   *
   * @param protocol number of the IP header; the kernel does not check that it balances this protocol
   * @param address of {@link #family()}
   * @param port in network order on the wire
   */
  record Endpoint(int protocol, IpAddress address, int port) implements WireServiceKey {
    @Override
    public AddressFamily family() {
      return address.family();
    }

    @Override
    public void encode(MessageWriter writer) {
      writer.u16(Attribute.IPVS_SVC_ATTR_AF, family().number()).u16(Attribute.IPVS_SVC_ATTR_PROTOCOL, protocol);
      WireAddress.encode(writer, Attribute.IPVS_SVC_ATTR_ADDR, address);
      writer.u16Network(Attribute.IPVS_SVC_ATTR_PORT, port);
    }

    /** {@code 47/10.0.0.1:80}. */
    @Override
    public String toString() {
      return protocol + "/" + address.withPort(port);
    }
  }

  /**
   * A service of all packets with a mark. The kernel neither reads nor tells protocol, address and port then.
   *
   * @param family of the packets
   * @param mark in host order on the wire
   */
  record Mark(AddressFamily family, long mark) implements WireServiceKey {
    @Override
    public void encode(MessageWriter writer) {
      writer.u16(Attribute.IPVS_SVC_ATTR_AF, family.number()).u32(Attribute.IPVS_SVC_ATTR_FWMARK, mark);
    }
  }

  static WireServiceKey decode(Attributes service) throws MalformedMessageException {
    var family = WireAddress.family(service, Attribute.IPVS_SVC_ATTR_AF);
    if (service.has(Attribute.IPVS_SVC_ATTR_FWMARK)) {
      return new Mark(family, service.u32(Attribute.IPVS_SVC_ATTR_FWMARK));
    }
    return new Endpoint(
        service.u16(Attribute.IPVS_SVC_ATTR_PROTOCOL),
        WireAddress.decode(service, Attribute.IPVS_SVC_ATTR_ADDR, family),
        service.u16Network(Attribute.IPVS_SVC_ATTR_PORT));
  }
}
