package gorb.document;

import gorb.model.IpAddress;
import gorb.model.Resolver;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns the hosts of requests into addresses. */
public final class Hosts {
  /** RFC 1035 §2.3.4. */
  static final int LONGEST = 253;

  private final Resolver resolver;
  private final Supplier<Optional<IpAddress>> defaultAddress;

  /**
   * Addresses by a resolver.
   *
   * @param defaultAddress of services that name no host; empty where there is none at present
   */
  public Hosts(Resolver resolver, Supplier<Optional<IpAddress>> defaultAddress) {
    this.resolver = resolver;
    this.defaultAddress = defaultAddress;
  }

  /** For a look at a document where nobody can be asked: every name stands for an address of its own. */
  public static Hosts unresolved() {
    return elsewhere(new UnresolvedNames());
  }

  /** For a look at a document on another host than the one that it is for, whose default address is unknown here. */
  public static Hosts elsewhere(Resolver resolver) {
    var noHost = UnresolvedNames.ofNoHost();
    return new Hosts(resolver, () -> Optional.of(noHost));
  }

  /** The address of a service; without a host the default one. */
  Optional<IpAddress> ofService(String host, String path, Problems problems) {
    if (!host.isEmpty()) {
      return resolve(host, path, problems);
    }
    var address = defaultAddress.get();
    if (address.isEmpty()) {
      problems.add(Problems.ENDPOINT_MISSING, path, "missing, and this daemon has no default address");
    }
    return address;
  }

  /** The address of a backend. */
  Optional<IpAddress> ofBackend(String host, String path, Problems problems) {
    if (!host.isEmpty()) {
      return resolve(host, path, problems);
    }
    problems.add(Problems.ENDPOINT_MISSING, path, "missing (expected: an address or a name)");
    return Optional.empty();
  }

  private Optional<IpAddress> resolve(String host, String path, Problems problems) {
    if (!host.chars().allMatch(c -> c > ' ' && c != 0x7f)) {
      problems.add(path, "\"" + host + "\" (expected: an address or a name, without spaces)");
      return Optional.empty();
    }
    try {
      return Optional.of(resolver.resolve(host));
    } catch (UnknownHostException e) {
      var message = String.valueOf(e.getMessage());
      problems.add(message, path, message);
      return Optional.empty();
    }
  }
}
