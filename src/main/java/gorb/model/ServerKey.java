package gorb.model;

import java.util.Comparator;

/**
 * What identifies a server within a virtual service: the part that cannot be edited in place.
 * Prints as {@code 10.1.0.7:8080}.
 *
 * @param address the server's own address
 * @param port 0..65535
 */
public record ServerKey(IpAddress address, int port) implements Comparable<ServerKey> {
  private static final Comparator<ServerKey> ORDER =
      Comparator.comparing(ServerKey::address).thenComparingInt(ServerKey::port);

  public ServerKey {
    Ports.requireInRange(port);
  }

  @Override
  public int compareTo(ServerKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return address.withPort(port);
  }
}
