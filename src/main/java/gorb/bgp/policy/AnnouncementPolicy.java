package gorb.bgp.policy;

import gorb.bgp.Weighting;
import gorb.control.Snapshot;
import gorb.model.AdminState;
import gorb.model.Announcement;
import gorb.model.Announcement.Sharing;
import gorb.model.CheckMethod;
import gorb.model.Health;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import gorb.model.RealServer;
import gorb.model.ServerHealth;
import gorb.model.ServerRole;
import gorb.model.VirtualService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which addresses are announced: a pure function of a snapshot, of the addresses that are there, and of what was healthy
 * before.
 *
 * <p>A server serves where it has an effective weight and a check vouches for it: its own, or that of the last process
 * for one that the data plane carried already. So a node that starts draws no traffic before it knows its servers,
 * although a new server counts as up (docs/decisions/0025).
 */
public final class AnnouncementPolicy {
  private AnnouncementPolicy() {}

  /**
   * Decides.
   *
   * @param isThere whether an address can be reached on this host
   * @param before the last decision
   */
  public static Decision decide(Snapshot snapshot, Predicate<IpAddress> isThere, Decision before) {
    var withQuorum = withQuorum(before);
    var byPrefix = new TreeMap<Prefix, List<Verdict>>();
    var others = new ArrayList<Verdict>();
    snapshot.intent().services().forEach((name, service) -> {
      var verdict = judge(snapshot, name, service, withQuorum.contains(name));
      service.route().ifPresentOrElse(
          prefix -> byPrefix.computeIfAbsent(prefix, _ -> new ArrayList<>()).add(verdict),
          () -> others.add(verdict.because(Reason.NO_ADDRESS)));
    });
    var addresses = new TreeMap<Prefix, Decision.Address>();
    byPrefix.forEach((prefix, verdicts) -> addresses.put(prefix, decide(snapshot, verdicts, isThere)));
    return new Decision(addresses, others);
  }

  private static Set<String> withQuorum(Decision before) {
    var services = new HashSet<String>();
    before.addresses().values().forEach(address -> address.services().stream()
        .filter(Verdict::hasQuorum).forEach(verdict -> services.add(verdict.service())));
    return services;
  }

  /** One address or prefix, of the services that have it: each serves at an address of its own, or at a mark. */
  private static Decision.Address decide(Snapshot snapshot, List<Verdict> verdicts, Predicate<IpAddress> isThere) {
    Predicate<Verdict> isReachable = it -> it.key().address().filter(isThere.negate()).isEmpty();
    boolean isHeldBack = verdicts.stream().anyMatch(it ->
        announcement(snapshot, it).sharing() == Sharing.ALL && !(it.isHealthy() && isReachable.test(it)));
    var told = verdicts.stream().map(it -> {
      if (announcement(snapshot, it).sharing() == Sharing.NEVER) {
        return it.because(Reason.NOT_WANTED);
      }
      if (!it.isHealthy()) {
        return it;
      }
      return !isReachable.test(it) ? it.because(Reason.NOT_ON_INTERFACE) : isHeldBack ? it.because(Reason.HELD_BACK) : it;
    }).toList();
    boolean isAnnounced = told.stream().anyMatch(it -> it.reason() == Reason.ANNOUNCED);
    return new Decision.Address(isAnnounced ? Optional.of(weighting(snapshot, told)) : Optional.empty(), told);
  }

  /** The smallest share counts: routers know an address, not its ports. */
  private static Weighting weighting(Snapshot snapshot, List<Verdict> verdicts) {
    var weighting = Weighting.NONE;
    for (var verdict : verdicts) {
      var means = means(announcement(snapshot, verdict).weighting());
      boolean counts = verdict.reason() == Reason.ANNOUNCED && means != Weighting.Means.NONE;
      if (counts && (weighting.means() == Weighting.Means.NONE || verdict.share() < weighting.share())) {
        weighting = new Weighting(weighting.means() == Weighting.Means.NONE ? means : weighting.means(), verdict.share());
      }
    }
    return weighting;
  }

  private static Weighting.Means means(Announcement.ShareWeighting weighting) {
    return switch (weighting) {
      case NONE -> Weighting.Means.NONE;
      case LINK_BANDWIDTH -> Weighting.Means.BANDWIDTH;
      case MED -> Weighting.Means.MED;
      case PREPEND -> Weighting.Means.PREPEND;
    };
  }

  private static Announcement announcement(Snapshot snapshot, Verdict verdict) {
    var service = snapshot.intent().service(verdict.service());
    return service == null ? Announcement.DEFAULT : service.announcement();
  }

  /** One service by itself. */
  private static Verdict judge(Snapshot snapshot, String name, VirtualService service, boolean hadQuorum) {
    int serving = 0;
    int unchecked = 0;
    boolean isFallbackServing = false;
    boolean isDrained = !service.servers().isEmpty();
    long weight = 0;
    long servingWeight = 0;
    for (var entry : service.servers().entrySet()) {
      var server = entry.getValue();
      boolean isRegular = server.role() == ServerRole.REGULAR;
      weight += isRegular ? server.weight() : 0;
      isDrained &= !server.admin().equals(AdminState.ENABLED) || server.weight() == 0;
      if (snapshot.weightOf(name, entry.getKey(), server) > 0) {
        var health = snapshot.healthOf(name, entry.getKey(), server);
        if (isVouchedFor(server, health)) {
          serving += isRegular ? 1 : 0;
          isFallbackServing |= !isRegular;
          servingWeight += server.weight();
        } else if (health.health() instanceof Health.Unknown) {
          unchecked++;
        }
      }
    }
    var quorum = service.policy().quorum();
    boolean isCarried = snapshot.observed().pool(service.key()) != null;
    boolean hasQuorum = isCarried && quorum.isMet(serving, hadQuorum);
    boolean isHealthy = hasQuorum || (isCarried && isFallbackServing);
    var reason = isHealthy ? Reason.ANNOUNCED
        : isDrained ? Reason.DRAINED
        : !isCarried ? Reason.NOT_CARRIED
        : quorum.isMet(serving + unchecked, hadQuorum) ? Reason.NOT_CHECKED
        : Reason.BELOW_QUORUM;
    double share = servingWeight < weight ? (double) servingWeight / weight : servingWeight == 0 ? 0 : 1;
    return new Verdict(name, service.key(), reason, serving, quorum.reached(), share, hasQuorum, isHealthy);
  }

  private static boolean isVouchedFor(RealServer server, ServerHealth known) {
    return switch (known.health()) {
      case Health.Up _ -> true;
      case Health.Unknown(int ceiling) ->
          ceiling != Health.Unknown.NO_CEILING || server.check().method() instanceof CheckMethod.Always;
      case Health.Down _ -> false;
    };
  }
}
