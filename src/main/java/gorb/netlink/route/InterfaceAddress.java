package gorb.netlink.route;

import gorb.netlink.AttributeName;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An address of an interface ({@code struct ifaddrmsg} of if_addr.h).
 *
 * @param interfaceIndex of the interface
 * @param address the interface's own, also where it has a peer
 * @param prefixLength of its network, in bits
 * @param scope {@code RT_SCOPE_*} of rtnetlink.h: 0 is global, 254 is this host
 * @param protocol who made it ({@code IFA_PROTO}): {@link #OURS}, 0 where nobody says, always 0 before Linux 5.18
 */
public record InterfaceAddress(int interfaceIndex, InetAddress address, int prefixLength, int scope, int protocol) {
  /**
   * The protocol of addresses that this program made. The kernel uses 1 to 3 (if_addr.h, {@code IFAPROT_*}) and gives
   * the number no meaning; 103 is the letter g.
   */
  public static final int OURS = 103;

  static final int RTM_NEWADDR = 20;
  static final int RTM_DELADDR = 21;
  static final int RTM_GETADDR = 22;

  private static final int HEADER_LENGTH = 8;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  /** No duplicate address detection: the address is in use at once, and other directors may hold it too. */
  private static final int IFA_F_NODAD = 0x2;

  /** An address of a single host, /32 or /128, that this program makes or removes. */
  public static InterfaceAddress ofHost(int interfaceIndex, InetAddress address) {
    return new InterfaceAddress(interfaceIndex, address, address.getAddress().length * 8, 0, OURS);
  }

  /** {@code 10.0.0.1/32}. */
  public String text() {
    return address.getHostAddress().replaceFirst("%.*", "") + "/" + prefixLength;
  }

  static void encodeRequest(MessageWriter writer) {
    writer.u8(0).u8(0).u8(0).u8(0).u32(0);
  }

  /** {@code struct ifaddrmsg}: family u8, prefix length u8, flags u8, scope u8, interface u32. */
  void encode(MessageWriter writer) {
    byte[] bytes = address.getAddress();
    boolean ipv6 = bytes.length == 16;
    writer.u8(ipv6 ? AF_INET6 : AF_INET).u8(prefixLength).u8(ipv6 ? IFA_F_NODAD : 0).u8(scope).u32(interfaceIndex)
        .bytes(Attribute.IFA_LOCAL, bytes)
        .bytes(Attribute.IFA_ADDRESS, bytes);
    if (protocol != 0) {
      writer.u8(Attribute.IFA_PROTO, protocol);
    }
  }

  /** Empty for an address of another family than IPv4 and IPv6, of which Linux has several. */
  static Optional<InterfaceAddress> decode(ByteBuffer payload) throws MalformedMessageException {
    RouteConnection.requireHeader("RTM_NEWADDR", payload, HEADER_LENGTH);
    int start = payload.position();
    int family = payload.get(start);
    if (family != AF_INET && family != AF_INET6) {
      return Optional.empty();
    }
    payload.position(start + HEADER_LENGTH);
    var attributes = Attributes.parse("RTM_NEWADDR", payload, Attribute.HIGHEST);
    var name = attributes.has(Attribute.IFA_LOCAL) ? Attribute.IFA_LOCAL : Attribute.IFA_ADDRESS;
    return Optional.of(new InterfaceAddress(
        payload.getInt(start + 4),
        address(attributes.bytes(name, family == AF_INET ? 4 : 16)),
        Byte.toUnsignedInt(payload.get(start + 1)),
        Byte.toUnsignedInt(payload.get(start + 3)),
        attributes.has(Attribute.IFA_PROTO) ? attributes.u8(Attribute.IFA_PROTO) : 0));
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // only of another length
    }
  }

  /** {@code IFA_*} of if_addr.h. */
  private enum Attribute implements AttributeName {
    IFA_ADDRESS(1),
    IFA_LOCAL(2),
    IFA_PROTO(11);

    private static final int HIGHEST = IFA_PROTO.number();

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
