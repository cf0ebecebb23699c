package gorb.control;

import gorb.dataplane.Table;
import gorb.model.IpAddress;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which virtual addresses are announced: one for all services that share it, first withdrawn before the data plane
 * loses the last of them, announced after the data plane has the first. The announcer is told of the services
 * themselves at the same moments. Confined to the controller's thread.
 */
final class Announcements {
  private static final System.Logger LOG = System.getLogger(Announcements.class.getName());

  private final Announcer announcer;
  private Set<IpAddress> announced = Set.of();
  private List<String> problems = List.of();
  private boolean withdrawn;

  Announcements(Announcer announcer) {
    this.announcer = announcer;
  }

  /** What did not work at the last call, in words. */
  List<String> problems() {
    return problems;
  }

  /** Whether something was withdrawn for a change that may have been dropped since. */
  boolean hasWithdrawn() {
    return withdrawn;
  }

  /** Withdraws the addresses of which no service is wanted any more, and what is announced of such services. */
  void withdraw(Intent intent) {
    announcer.serve(intent);
    withdrawn = true;
    if (announced.isEmpty()) {
      return;
    }
    var kept = addresses(intent, announced::contains, _ -> true);
    if (!kept.equals(announced)) {
      set(kept);
    }
  }

  /**
   * Announces the address of every wanted service that the data plane carries.
   *
   * @param again says it again although nothing changed, so that an address that somebody else took away comes back
   */
  void announce(Intent intent, Table observed, boolean again) {
    announcer.serve(intent);
    var wanted = addresses(intent, _ -> true, service -> observed.pool(service.key()) != null);
    if (again || !wanted.equals(announced) || !problems.isEmpty()) {
      set(wanted);
    }
    withdrawn = false;
  }

  private void set(Set<IpAddress> addresses) {
    var now = announcer.set(addresses);
    now.stream().filter(problem -> !problems.contains(problem)).forEach(problem ->
        LOG.log(System.Logger.Level.WARNING, "event=announcement-failed reason=\"{0}\"", problem));
    problems = List.copyOf(now);
    announced = Set.copyOf(addresses);
  }

  private static Set<IpAddress> addresses(
      Intent intent, Predicate<IpAddress> ofAddress, Predicate<VirtualService> ofService) {
    var addresses = new LinkedHashSet<IpAddress>();
    for (var service : intent.services().values()) {
      if (service.key() instanceof ServiceKey.Endpoint(_, var vip, _)
          && !vip.isAny()
          && ofAddress.test(vip)
          && ofService.test(service)) {
        addresses.add(vip);
      }
    }
    return addresses;
  }
}
