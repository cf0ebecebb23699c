package gorb.model;

import org.jspecify.annotations.Nullable;

/**
 * What identifies a server within a virtual service: the part that cannot be edited in place.
 * Prints as {@code 10.1.0.7:8080}.
 *
 * @param address the server's own address
 * @param port 0..65535
 */
public record ServerKey(IpAddress address, int port) implements Comparable<ServerKey> {
  public ServerKey {
    Ports.requireInRange(port);
  }

  // By hand, as in the other keys: what a record has goes through method handles, dear until its callers are optimised.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ServerKey(var otherAddress, int otherPort) && port == otherPort && address.equals(otherAddress);
  }

  @Override
  public int hashCode() {
    return 31 * address.hashCode() + port;
  }

  @Override
  public int compareTo(ServerKey other) {
    int byAddress = address.compareTo(other.address);
    return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
  }

  @Override
  public String toString() {
    return address.withPort(port);
  }
}
