package gorb.bgp;

import gorb.bgp.message.AsWidth;
import gorb.bgp.message.Community;
import gorb.bgp.message.ExtendedCommunity;
import gorb.bgp.message.Packing;
import gorb.bgp.message.PathAttribute;
import gorb.bgp.message.Prefix;
import gorb.bgp.message.Update;
import gorb.bgp.session.Negotiated;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one peer was told in a session, and what it is to be told next. Confined to the speaker's thread. */
final class Advertisement {
  private final long asn;
  private final PeerSettings peer;
  private final Negotiated negotiated;
  private final IpAddress local;
  private final Map<Prefix, Weighting> told = new HashMap<>();
  private Set<Prefix> shown = Set.of();
  private boolean leaving;

  /**
   * Of a session in which nothing was told yet.
   *
   * @param local our address in it
   */
  Advertisement(long asn, PeerSettings peer, Negotiated negotiated, IpAddress local) {
    this.asn = asn;
    this.peer = peer;
    this.negotiated = negotiated;
    this.local = local;
  }

  /** What the peer was told. */
  Set<Prefix> told() {
    return shown;
  }

  /** Forgets what was told, so that it is told again. */
  void forget() {
    told.clear();
  }

  /** The messages that make the peer know these routes and no others: what goes comes first. */
  List<Update> towards(Map<Prefix, Weighting> routes, boolean isLeaving) {
    var updates = new ArrayList<Update>();
    var gone = told.keySet().stream().filter(prefix -> !routes.containsKey(prefix)).sorted().toList();
    byFamily(gone).values().forEach(prefixes -> updates.addAll(Packing.withdraw(prefixes)));
    gone.forEach(told::remove);
    if (isLeaving != leaving) {
      told.clear();
      leaving = isLeaving;
    }
    var bySaying = new LinkedHashMap<Saying, List<Prefix>>();
    new TreeMap<>(routes).forEach((prefix, weighting) -> {
      var nextHop = nextHop(prefix.address().family());
      if (nextHop != null && negotiated.families().contains(prefix.family()) && !weighting.equals(told.get(prefix))) {
        bySaying.computeIfAbsent(new Saying(nextHop, weighting), _ -> new ArrayList<>()).add(prefix);
        told.put(prefix, weighting);
      }
    });
    if (!updates.isEmpty() || !bySaying.isEmpty()) {
      shown = Set.copyOf(told.keySet());
    }
    bySaying.forEach((saying, prefixes) ->
        updates.addAll(Packing.announce(attributes(saying.weighting()), saying.nextHop(), prefixes)));
    return updates;
  }

  private @Nullable IpAddress nextHop(AddressFamily family) {
    var given = peer.nextHops().get(family);
    return given != null ? given : local.family() == family ? local : null;
  }

  private static Map<AddressFamily, List<Prefix>> byFamily(List<Prefix> prefixes) {
    var families = new TreeMap<AddressFamily, List<Prefix>>();
    prefixes.forEach(prefix -> families.computeIfAbsent(prefix.address().family(), _ -> new ArrayList<>()).add(prefix));
    return families;
  }

  private List<PathAttribute> attributes(Weighting weighting) {
    var marks = peer.marks();
    boolean internal = asn == peer.asn();
    double missing = 1 - weighting.share();
    int more = weighting.means() == Weighting.Means.PREPEND ? (int) Math.round(missing * 3) : 0;
    var path = new ArrayList<Long>();
    for (int i = internal ? 1 : 0; i <= marks.prepend() + more; i++) {
      path.add(asn);
    }
    var attributes = new ArrayList<PathAttribute>();
    attributes.add(new PathAttribute.Origin(PathAttribute.Source.IGP));
    attributes.add(PathAttribute.AsPath.of(path));
    if (negotiated.width() == AsWidth.TWO && asn > 0xffff && !path.isEmpty()) {
      attributes.add(new PathAttribute.As4Path(PathAttribute.AsPath.of(path).segments()));
    }
    var med = weighting.means() == Weighting.Means.MED ? OptionalLong.of(Math.round(missing * 1_000)) : marks.med();
    med.ifPresent(value -> attributes.add(new PathAttribute.MultiExitDiscriminator(value)));
    if (internal) {
      // RFC 8326 §4: within a system, nothing is less preferred than a route of who leaves.
      attributes.add(new PathAttribute.LocalPreference(leaving ? 0 : marks.localPreference().orElse(100)));
    }
    var communities = new ArrayList<>(marks.communities());
    if (leaving) {
      communities.add(Community.GRACEFUL_SHUTDOWN);
    }
    if (!communities.isEmpty()) {
      attributes.add(new PathAttribute.Communities(communities.stream().distinct().sorted().toList()));
    }
    if (weighting.means() == Weighting.Means.BANDWIDTH) {
      attributes.add(new PathAttribute.ExtendedCommunities(
          List.of(ExtendedCommunity.linkBandwidth(asn, weighting.share() * Weighting.WHOLE_BANDWIDTH))));
    }
    if (!marks.largeCommunities().isEmpty()) {
      attributes.add(new PathAttribute.LargeCommunities(marks.largeCommunities().stream().distinct().sorted().toList()));
    }
    return attributes;
  }

  /** What is said of routes, next hop included. */
  private record Saying(IpAddress nextHop, Weighting weighting) {}
}
