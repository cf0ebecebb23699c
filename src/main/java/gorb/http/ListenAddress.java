package gorb.http;

import gorb.model.IpAddress;
import gorb.model.Resolver;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where a server listens.
 *
 * @param address one of this host's, or the unspecified one for all; that of IPv6 takes IPv4, too
 * @param port 0..65535; 0 lets the kernel choose
 */
public record ListenAddress(IpAddress address, int port) {
  private static final Path IPV6_ADDRESSES = Path.of("/proc/net/if_inet6");
  private static final IpAddress ANY_IPV6 = IpAddress.of("::");
  private static final int HIGHEST_PORT = 65_535;

  /**
   * Reads {@code host:port} or {@code :port} (every address). A host is a literal, an IPv6 one in brackets, or a name;
   * a port is a number or a name of /etc/services.
   *
   * @throws IllegalArgumentException with what is wrong with it
   */
  public static ListenAddress parse(String text, Resolver resolver) {
    int colon = text.lastIndexOf(':');
    var host = colon < 0 ? text : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (colon < 0 || (!bracketed && host.indexOf(':') >= 0)) {
      throw new IllegalArgumentException("listen address: " + text + " (expected: host:port, [IPv6]:port or :port)");
    }
    int port = port(text.substring(colon + 1));
    if (host.isEmpty()) {
      return new ListenAddress(Files.exists(IPV6_ADDRESSES) ? ANY_IPV6 : IpAddress.ANY_IPV4, port);
    }
    try {
      return new ListenAddress(resolver.resolve(bracketed ? host.substring(1, host.length() - 1) : host), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("listen address: " + text + ": " + e.getMessage(), e);
    }
  }

  /** {@code 127.0.0.1:4672}, {@code [::]:4672}. */
  @Override
  public String toString() {
    return address.withPort(port);
  }

  private static int port(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return PortNames.tcpPort(text.toLowerCase(Locale.ROOT)).orElseThrow(() -> new IllegalArgumentException(
          "listen port: \"" + text + "\" (expected: 0.." + HIGHEST_PORT + " or a name of /etc/services)"));
    }
    int port = text.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(text);
    if (port > HIGHEST_PORT) {
      throw new IllegalArgumentException("listen port: " + text + " (expected: 0.." + HIGHEST_PORT + ")");
    }
    return port;
  }
}
