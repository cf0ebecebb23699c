package gorb.dataplane.ipvs;

import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.netlink.AttributeName;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;
import java.nio.ByteBuffer;

/** Addresses and families on the wire ({@code union nf_inet_addr}: 16 bytes, an IPv4 address in the first four). */
final class WireAddress {
  private static final int LENGTH = 16;

  private WireAddress() {}

  static void encode(MessageWriter writer, AttributeName name, IpAddress address) {
    var bytes = ByteBuffer.allocate(LENGTH);
    switch (address.family()) {
      case IPV4 -> bytes.putInt((int) address.low());
      case IPV6 -> bytes.putLong(address.high()).putLong(address.low());
    }
    writer.bytes(name, bytes.array());
  }

  /** An IPv6 address that holds an IPv4 address stays an IPv6 address here: it is the key of an IPv6 entry. */
  static IpAddress decode(Attributes attributes, AttributeName name, AddressFamily family)
      throws MalformedMessageException {
    var bytes = ByteBuffer.wrap(attributes.bytes(name, LENGTH));
    return switch (family) {
      case IPV4 -> new IpAddress(family, 0, Integer.toUnsignedLong(bytes.getInt()));
      case IPV6 -> new IpAddress(family, bytes.getLong(), bytes.getLong());
    };
  }

  static AddressFamily family(Attributes attributes, AttributeName name) throws MalformedMessageException {
    int number = attributes.u16(name);
    for (var family : AddressFamily.values()) {
      if (family.number() == number) {
        return family;
      }
    }
    throw new MalformedMessageException(name.name() + ": " + number + " (expected: 2 or 10)");
  }
}
