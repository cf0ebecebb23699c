package gorb.document;

import gorb.model.AddressFamily;
import gorb.model.HostName;
import gorb.model.IpAddress;
import gorb.model.Resolver;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives names addresses without asking anybody, so that a document can be checked where they mean nothing: the same
 * name the same address, another name another one. They are of the block that is for discarding (100::/64, RFC 6666),
 * which serves nobody, so that they equal no address of a document; their family says nothing. Confined to one thread.
 */
final class UnresolvedNames implements Resolver {
  private static final long BLOCK = 0x0100L << 48;

  private final Map<String, IpAddress> given = new HashMap<>();

  /** Whether an address only stands for a name. */
  static boolean isPlaceholder(IpAddress address) {
    return address.family() == AddressFamily.IPV6 && address.high() == BLOCK;
  }

  /** What is at an address, as messages show it: nobody would recognise an address that stands for a name. */
  static String shown(IpAddress address, Object key) {
    return isPlaceholder(address) ? "this endpoint" : key.toString();
  }

  @Override
  public IpAddress resolve(String host) throws UnknownHostException {
    var literal = IpAddress.parse(host);
    if (literal.isPresent()) {
      return literal.get();
    }
    if (!HostName.isName(host)) {
      throw new UnknownHostException("\"" + host + "\" (expected: an address or a name)");
    }
    return given.computeIfAbsent(host, _ -> placeholder(given.size() + 1));
  }

  /** Stands for the address of a service that names no host. */
  static IpAddress ofNoHost() {
    return placeholder(0);
  }

  private static IpAddress placeholder(int number) {
    return new IpAddress(AddressFamily.IPV6, BLOCK, number);
  }
}
