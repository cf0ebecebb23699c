package gorb.bgp.policy;

import gorb.bgp.Weighting;
import gorb.model.Prefix;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which addresses are announced, and why.
 *
 * @param addresses of services: of each its own alone, or the prefix that it names
 * @param others services that have none
 */
public record Decision(SortedMap<Prefix, Address> addresses, List<Verdict> others) {
  /** Of no service. */
  public static final Decision NONE = new Decision(new TreeMap<>(), List.of());

  public Decision {
    addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
    others = List.copyOf(others);
  }

  /**
   * An address, or a prefix of addresses.
   *
   * @param weighting how it is announced; empty where it is not
   * @param services that have it
   */
  public record Address(Optional<Weighting> weighting, List<Verdict> services) {
    public Address {
      services = List.copyOf(services);
    }
  }

  /** What peers are to know. */
  public Map<Prefix, Weighting> routes() {
    var routes = new TreeMap<Prefix, Weighting>();
    addresses.forEach((prefix, address) -> address.weighting().ifPresent(it -> routes.put(prefix, it)));
    return routes;
  }

  /** Whether nothing waits for a first check: what is announced now is all that there is to announce. */
  public boolean isSettled() {
    return addresses.values().stream().flatMap(address -> address.services().stream())
        .noneMatch(verdict -> verdict.reason() == Reason.NOT_CHECKED);
  }
}
