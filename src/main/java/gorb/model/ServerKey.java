package gorb.model;

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
