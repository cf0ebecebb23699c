package gorb.bgp;

import gorb.bgp.PeerSettings.Marks;
import gorb.bgp.message.AsWidth;
import gorb.bgp.message.Community;
import gorb.bgp.message.ExtendedCommunity;
import gorb.bgp.message.Family;
import gorb.bgp.message.Packing;
import gorb.bgp.message.PathAttribute;
import gorb.bgp.message.Update;
import gorb.bgp.session.Negotiated;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Prefix;
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
  private final Negotiated negotiated;
  private final IpAddress local;
  private final Map<Prefix, Saying> told = new HashMap<>();
  private PeerSettings peer;
  private Set<Prefix> shown = Set.of();

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

  /** Has all of it told again; what goes meanwhile is still withdrawn. */
  void repeat() {
    told.replaceAll((_, _) -> Saying.STALE);
  }

  /** Has what follows from other marks or next hops told from now on. */
  void become(PeerSettings next) {
    peer = next;
  }

  /** The messages that make the peer know these routes and no others: what goes comes first. */
  List<Update> towards(Map<Prefix, Weighting> routes, boolean isLeaving) {
    var wanted = new TreeMap<Prefix, Saying>();
    routes.forEach((prefix, weighting) -> {
      var nextHop = nextHop(prefix.family());
      if (nextHop != null && negotiated.families().contains(Family.of(prefix.family()))) {
        wanted.put(prefix, new Saying(nextHop, weighting, peer.marks(), isLeaving));
      }
    });
    var updates = new ArrayList<Update>();
    var gone = told.keySet().stream().filter(prefix -> !wanted.containsKey(prefix)).sorted().toList();
    byFamily(gone).values().forEach(prefixes -> updates.addAll(Packing.withdraw(prefixes)));
    gone.forEach(told::remove);
    var bySaying = new LinkedHashMap<Saying, List<Prefix>>();
    wanted.forEach((prefix, saying) -> {
      if (!saying.equals(told.put(prefix, saying))) {
        bySaying.computeIfAbsent(saying, _ -> new ArrayList<>()).add(prefix);
      }
    });
    if (!gone.isEmpty() || !bySaying.isEmpty()) {
      shown = Set.copyOf(told.keySet());
    }
    // Next hops of two families differ, so the prefixes of one saying are of one family.
    bySaying.forEach((saying, prefixes) ->
        updates.addAll(Packing.announce(attributes(saying), saying.nextHop(), prefixes)));
    return updates;
  }

  private @Nullable IpAddress nextHop(AddressFamily family) {
    var given = peer.nextHops().get(family);
    return given != null ? given : local.family() == family ? local : null;
  }

  private static Map<AddressFamily, List<Prefix>> byFamily(List<Prefix> prefixes) {
    var families = new TreeMap<AddressFamily, List<Prefix>>();
    prefixes.forEach(prefix -> families.computeIfAbsent(prefix.family(), _ -> new ArrayList<>()).add(prefix));
    return families;
  }

  private List<PathAttribute> attributes(Saying saying) {
    var weighting = saying.weighting();
    var marks = saying.marks();
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
      attributes.add(new PathAttribute.LocalPreference(saying.leaving() ? 0 : marks.localPreference().orElse(100)));
    }
    var communities = new ArrayList<>(marks.communities());
    if (saying.leaving()) {
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
      attributes.add(new PathAttribute.LargeCommunities(
          marks.largeCommunities().stream().distinct().sorted().toList()));
    }
    return attributes;
  }

  /** What is said of a route. */
  private record Saying(IpAddress nextHop, Weighting weighting, Marks marks, boolean leaving) {
    /** What nobody says any more. */
    static final Saying STALE = new Saying(IpAddress.ANY_IPV4, Weighting.NONE, Marks.NONE, false);
  }
}
