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

  private static final String HOST = "host";

  private final Resolver resolver;
  private final Supplier<Optional<IpAddress>> defaultAddress;
  private final boolean inAnyOrder;

  /**
   * Addresses by a resolver, which several threads may ask at once.
   *
   * @param defaultAddress of services that name no host; empty where there is none at present
   */
  public Hosts(Resolver resolver, Supplier<Optional<IpAddress>> defaultAddress) {
    this(resolver, defaultAddress, true);
  }

  private Hosts(Resolver resolver, Supplier<Optional<IpAddress>> defaultAddress, boolean inAnyOrder) {
    this.resolver = resolver;
    this.defaultAddress = defaultAddress;
    this.inAnyOrder = inAnyOrder;
  }

  /** For a look at a document where nobody can be asked: every name stands for an address of its own. */
  public static Hosts unresolved() {
    return elsewhere(new UnresolvedNames(), false);
  }

  /** For a look at a document on another host than the one that it is for, whose default address is unknown here. */
  public static Hosts elsewhere(Resolver resolver) {
    return elsewhere(resolver, true);
  }

  private static Hosts elsewhere(Resolver resolver, boolean inAnyOrder) {
    var noHost = UnresolvedNames.ofNoHost();
    return new Hosts(resolver, () -> Optional.of(noHost), inAnyOrder);
  }

  /** Whether it is all the same who asks first, so that several threads may ask at once. */
  boolean inAnyOrder() {
    return inAnyOrder;
  }

  /**
   * The address of a service; without a host the default one.
   *
   * @param fields of the service, which get what is wrong with it
   */
  Optional<IpAddress> ofService(String host, Fields fields) {
    if (!host.isEmpty()) {
      return resolve(host, fields);
    }
    var address = defaultAddress.get();
    if (address.isEmpty()) {
      fields.problems().add(
          Problems.ENDPOINT_MISSING, fields.path(HOST), "missing, and this daemon has no default address");
    }
    return address;
  }

  /**
   * The address of a backend.
   *
   * @param fields of the backend, which get what is wrong with it
   */
  Optional<IpAddress> ofBackend(String host, Fields fields) {
    if (!host.isEmpty()) {
      return resolve(host, fields);
    }
    fields.problems().add(Problems.ENDPOINT_MISSING, fields.path(HOST), "missing (expected: an address or a name)");
    return Optional.empty();
  }

  private Optional<IpAddress> resolve(String host, Fields fields) {
    if (!isPrintable(host)) {
      fields.problems().add(fields.path(HOST), "\"" + host + "\" (expected: an address or a name, without spaces)");
      return Optional.empty();
    }
    try {
      return Optional.of(resolver.resolve(host));
    } catch (UnknownHostException e) {
      var message = String.valueOf(e.getMessage());
      fields.problems().add(message, fields.path(HOST), message);
      return Optional.empty();
    }
  }

  private static boolean isPrintable(String host) {
    for (int i = 0; i < host.length(); i++) {
      if (host.charAt(i) <= ' ' || host.charAt(i) == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
