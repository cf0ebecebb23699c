package gorb.model;

import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What identifies a virtual service in a data plane: the part that cannot be edited in place.
 * Prints as {@code tcp/10.0.0.1:80} or {@code fwmark/ipv4/7}.
 */
public sealed interface ServiceKey extends Comparable<ServiceKey> {
  /** The family of the address that clients use. */
  AddressFamily family();

  /** The one address that clients use; empty for a firewall mark, and where every address of the host is meant. */
  Optional<IpAddress> address();

  /**
   * The order of tables and plans: endpoints first, then firewall marks. Nearly all keys are endpoints, and are compared a hundred thousand times for a document of a
   * thousand.
   */
  @Override
  default int compareTo(ServiceKey other) {
    return this instanceof Endpoint one && other instanceof Endpoint two ? compare(one, two) : compare(this, other);
  }

  /**
   * A service at an address and port.
   *
   * @param protocol the transport
   * @param vip the virtual address that clients use
   * @param port 0..65535; 0 means every port, which makes sense with persistence only
   */
  record Endpoint(Protocol protocol, IpAddress vip, int port) implements ServiceKey {
    public Endpoint {
      Ports.requireInRange(port);
    }

    @Override
    public AddressFamily family() {
      return vip.family();
    }

    @Override
    public Optional<IpAddress> address() {
      return vip.isAny() ? Optional.empty() : Optional.of(vip);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Endpoint(var otherProtocol, var otherVip, int otherPort)
          && port == otherPort && protocol == otherProtocol && vip.equals(otherVip);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * vip.hashCode() + port) + protocol.hashCode();
    }

    @Override
    public String toString() {
      return protocol.label() + "/" + vip.withPort(port);
    }
  }

  /**
   * A service of all packets that the firewall marked.
   *
   * @param family the family of the packets
   * @param mark 1..4294967295; the kernel takes 0 for a useless service, so it is refused here
   */
  record FirewallMark(AddressFamily family, long mark) implements ServiceKey {
    private static final long HIGHEST = 0xffff_ffffL;
    private static final Comparator<FirewallMark> ORDER =
        Comparator.comparing(FirewallMark::family).thenComparingLong(FirewallMark::mark);

    public FirewallMark {
      if (mark < 1 || mark > HIGHEST) {
        throw new IllegalArgumentException("firewall mark: " + mark + " (expected: 1.." + HIGHEST + ")");
      }
    }

    @Override
    public Optional<IpAddress> address() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return "fwmark/" + (family == AddressFamily.IPV4 ? "ipv4" : "ipv6") + "/" + mark;
    }
  }

  private static int compare(Endpoint one, Endpoint other) {
    if (one.protocol != other.protocol) {
      return one.protocol.compareTo(other.protocol);
    }
    int byVip = one.vip.compareTo(other.vip);
    return byVip != 0 ? byVip : Integer.compare(one.port, other.port);
  }

  private static int compare(ServiceKey one, ServiceKey other) {
    return switch (one) {
      case Endpoint a -> switch (other) {
        case Endpoint b -> compare(a, b);
        case FirewallMark _ -> -1;
      };
      case FirewallMark a -> switch (other) {
        case Endpoint _ -> 1;
        case FirewallMark b -> FirewallMark.ORDER.compare(a, b);
      };
    };
  }
}
