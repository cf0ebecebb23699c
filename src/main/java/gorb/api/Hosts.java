package gorb.api;

import gorb.model.IpAddress;
import gorb.model.Resolver;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns the hosts of requests into addresses. */
final class Hosts {
  /** RFC 1035 §2.3.4. */
  static final int LONGEST = 253;

  private final Resolver resolver;
  private final Supplier<Optional<IpAddress>> defaultAddress;

  Hosts(Resolver resolver, Supplier<Optional<IpAddress>> defaultAddress) {
    this.resolver = resolver;
    this.defaultAddress = defaultAddress;
  }

  /** The address of a service; without a host the default one. */
  Optional<IpAddress> ofService(String host, Problems problems) {
    if (!host.isEmpty()) {
      return resolve(host, problems);
    }
    var address = defaultAddress.get();
    if (address.isEmpty()) {
      problems.add(Problems.ENDPOINT_MISSING, "host", "missing, and this daemon has no default address");
    }
    return address;
  }

  /** The address of a backend. */
  Optional<IpAddress> ofBackend(String host, Problems problems) {
    if (!host.isEmpty()) {
      return resolve(host, problems);
    }
    problems.add(Problems.ENDPOINT_MISSING, "host", "missing (expected: an address or a name)");
    return Optional.empty();
  }

  private Optional<IpAddress> resolve(String host, Problems problems) {
    if (!host.chars().allMatch(c -> c > ' ' && c != 0x7f)) {
      problems.add("host", "\"" + host + "\" (expected: an address or a name, without spaces)");
      return Optional.empty();
    }
    try {
      return Optional.of(resolver.resolve(host));
    } catch (UnknownHostException e) {
      var message = String.valueOf(e.getMessage());
      problems.add(message, "host", message);
      return Optional.empty();
    }
  }
}
