package gorb.model;

/**
 * Where a health check connects to.
 *
 * @param host an address literal, or a name that is resolved anew at every check
 * @param port 1..65535
 */
public record CheckTarget(String host, int port) {
  public CheckTarget {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("check host: empty (expected: an address or a name)");
    }
    if (port < 1 || port > Ports.HIGHEST) {
      throw new IllegalArgumentException("check port: " + port + " (expected: 1.." + Ports.HIGHEST + ")");
    }
  }

  /** {@code host:port}, an IPv6 literal in brackets. */
  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
