package gorb.bgp.message;

import gorb.model.AddressFamily;

/**
 * A family of routes (RFC 4760). Peers may speak of any; ours are {@link #IPV4_UNICAST} and {@link #IPV6_UNICAST}.
 *
 * @param afi address family identifier, 0..65535
 * @param safi subsequent address family identifier, 0..255
 */
public record Family(int afi, int safi) {
  /** Routes to IPv4 addresses. */
  public static final Family IPV4_UNICAST = new Family(1, 1);
  /** Routes to IPv6 addresses. */
  public static final Family IPV6_UNICAST = new Family(2, 1);

  /** The family of routes to addresses. */
  public static Family of(AddressFamily addresses) {
    return switch (addresses) {
      case IPV4 -> IPV4_UNICAST;
      case IPV6 -> IPV6_UNICAST;
    };
  }

  /** Whether its routes are prefixes of addresses that this program understands. */
  boolean isUnicast() {
    return equals(IPV4_UNICAST) || equals(IPV6_UNICAST);
  }

  /** The family of the addresses of a unicast family. */
  AddressFamily addresses() {
    return afi == IPV4_UNICAST.afi ? AddressFamily.IPV4 : AddressFamily.IPV6;
  }

  @Override
  public String toString() {
    if (!isUnicast()) {
      return "afi " + afi + " safi " + safi;
    }
    return switch (addresses()) {
      case IPV4 -> "ipv4";
      case IPV6 -> "ipv6";
    };
  }
}
