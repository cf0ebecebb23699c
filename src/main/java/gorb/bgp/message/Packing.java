package gorb.bgp.message;

import gorb.model.IpAddress;
import gorb.model.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Puts many prefixes into few UPDATEs. Pure. */
public final class Packing {
  /** Header, and the lengths of withdrawn prefixes and of attributes. */
  private static final int OVERHEAD = Message.HEADER + 2 * Short.BYTES;
  /** Flags, type, length, family, and what MP_REACH_NLRI has about its next hop. */
  private static final int MULTIPROTOCOL_OVERHEAD = 4 + 3 + 2;

  private Packing() {}

  /**
   * Announces prefixes of one family with one set of attributes.
   *
   * @param attributes without the next hop
   */
  public static List<Update> announce(List<PathAttribute> attributes, IpAddress nextHop, List<Prefix> prefixes) {
    if (prefixes.isEmpty()) {
      return List.of();
    }
    var family = Family.of(prefixes.getFirst().family());
    int left = Message.LONGEST - OVERHEAD - MULTIPROTOCOL_OVERHEAD - nextHop.toBytes().length - length(attributes);
    return split(prefixes, left).stream().map(part -> {
      var all = new ArrayList<>(attributes);
      if (family.equals(Family.IPV4_UNICAST)) {
        all.add(new PathAttribute.NextHop(nextHop));
      } else {
        all.add(new PathAttribute.Reachable(family, nextHop, Optional.empty(), part));
      }
      all.sort(Comparator.comparingInt(PathAttribute::type));
      return new Update(List.of(), all, family.equals(Family.IPV4_UNICAST) ? part : List.of());
    }).toList();
  }

  /** Withdraws prefixes of one family. */
  public static List<Update> withdraw(List<Prefix> prefixes) {
    if (prefixes.isEmpty()) {
      return List.of();
    }
    var family = Family.of(prefixes.getFirst().family());
    return split(prefixes, Message.LONGEST - OVERHEAD - MULTIPROTOCOL_OVERHEAD).stream()
        .map(part -> family.equals(Family.IPV4_UNICAST)
            ? new Update(part, List.of(), List.of())
            : new Update(List.of(), List.of(new PathAttribute.Unreachable(family, part)), List.of()))
        .toList();
  }

  private static int length(List<PathAttribute> attributes) {
    var out = new WireWriter();
    attributes.forEach(attribute -> AttributeCodec.encode(attribute, AsWidth.FOUR, out));
    return out.position();
  }

  private static List<List<Prefix>> split(List<Prefix> prefixes, int room) {
    var parts = new ArrayList<List<Prefix>>();
    var part = new ArrayList<Prefix>();
    int left = room;
    for (var prefix : prefixes) {
      int length = 1 + (prefix.length() + Byte.SIZE - 1) / Byte.SIZE;
      if (length > left) {
        parts.add(part);
        part = new ArrayList<>();
        left = room;
      }
      part.add(prefix);
      left -= length;
    }
    parts.add(part);
    return parts;
  }
}
