package gorb.model;

/**
 * Where a health check connects to.
 *
 * @param host an address literal, or a name that is resolved anew at every check
 * @param port 1..65535
 * @param isIntroduced whether a connection of TCP begins with the header of the PROXY protocol (version 2), which says
 *     that no client is behind it
 */
public record CheckTarget(String host, int port, boolean isIntroduced) {
  /** A target that is told nothing before the check. */
  public CheckTarget(String host, int port) {
    this(host, port, false);
  }

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
