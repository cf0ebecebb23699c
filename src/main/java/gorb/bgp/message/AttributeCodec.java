package gorb.bgp.message;

import gorb.bgp.message.PathAttribute.Segment;
import gorb.bgp.message.WireReader.ShortException;
import gorb.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Path attributes to and from their bytes: flags, type, length, value (RFC 4271 §4.3). */
final class AttributeCodec {
  static final int OPTIONAL = 0x80;
  static final int TRANSITIVE = 0x40;
  private static final int EXTENDED_LENGTH = 0x10;
  /** A speaker on the way did not know it. */
  private static final int PARTIAL = 0x20;

  private AttributeCodec() {}

  /** Writes an attribute; the length takes two bytes, as it may have to. */
  static void encode(PathAttribute attribute, AsWidth width, WireWriter out) {
    out.u8(flags(attribute) | EXTENDED_LENGTH).u8(attribute.type());
    int length = out.position();
    out.u16(0);
    switch (attribute) {
      case PathAttribute.Origin(var source) -> out.u8(source.number());
      case PathAttribute.AsPath(var segments) -> segments(segments, width, out);
      case PathAttribute.NextHop(var address) -> out.address(address);
      case PathAttribute.MultiExitDiscriminator(var value) -> out.u32(value);
      case PathAttribute.LocalPreference(var value) -> out.u32(value);
      case PathAttribute.Communities(var all) -> all.forEach(it -> out.u16(it.high()).u16(it.low()));
      case PathAttribute.Reachable(var family, var nextHop, var linkLocal, var prefixes) -> {
        out.u16(family.afi()).u8(family.safi());
        int nextHopLength = out.position();
        out.u8(0).address(nextHop);
        linkLocal.ifPresent(out::address);
        out.closeLength8(nextHopLength);
        // Reserved, once the number of SNPAs.
        out.u8(0);
        prefixes.forEach(out::prefix);
      }
      case PathAttribute.Unreachable(var family, var prefixes) -> {
        out.u16(family.afi()).u8(family.safi());
        prefixes.forEach(out::prefix);
      }
      case PathAttribute.ExtendedCommunities(var all) -> all.forEach(it -> out.s64(it.bits()));
      case PathAttribute.As4Path(var segments) -> segments(segments, AsWidth.FOUR, out);
      case PathAttribute.LargeCommunities(var all) ->
          all.forEach(it -> out.u32(it.administrator()).u32(it.first()).u32(it.second()));
      case PathAttribute.Other(_, _, var value) -> out.octets(value);
    }
    out.closeLength16(length);
  }

  /**
   * Reads the value of an attribute.
   *
   * @throws ShortException where it is malformed
   */
  static PathAttribute decode(int flags, int type, Octets value, AsWidth width) throws ShortException {
    var in = WireReader.of(value);
    var attribute = switch (type) {
      case PathAttribute.Origin.TYPE -> new PathAttribute.Origin(source(in));
      case PathAttribute.AsPath.TYPE -> new PathAttribute.AsPath(segments(in, width));
      case PathAttribute.NextHop.TYPE -> new PathAttribute.NextHop(in.address(Family.IPV4_UNICAST.addresses()));
      case PathAttribute.MultiExitDiscriminator.TYPE -> new PathAttribute.MultiExitDiscriminator(in.u32());
      case PathAttribute.LocalPreference.TYPE -> new PathAttribute.LocalPreference(in.u32());
      case PathAttribute.Communities.TYPE -> communities(in);
      case PathAttribute.Reachable.TYPE -> reachable(flags, value);
      case PathAttribute.Unreachable.TYPE -> unreachable(flags, value);
      case PathAttribute.ExtendedCommunities.TYPE -> extendedCommunities(in);
      case PathAttribute.As4Path.TYPE -> new PathAttribute.As4Path(segments(in, AsWidth.FOUR));
      case PathAttribute.LargeCommunities.TYPE -> largeCommunities(in);
      default -> new PathAttribute.Other(flags & ~EXTENDED_LENGTH, type, value);
    };
    boolean isWhole = switch (attribute) {
      case PathAttribute.Origin _, PathAttribute.NextHop _, PathAttribute.MultiExitDiscriminator _,
          PathAttribute.LocalPreference _ -> in.isEmpty();
      case PathAttribute.AsPath _, PathAttribute.Communities _, PathAttribute.Reachable _, PathAttribute.Unreachable _,
          PathAttribute.ExtendedCommunities _, PathAttribute.As4Path _, PathAttribute.LargeCommunities _,
          PathAttribute.Other _ -> true;
    };
    if (!isWhole) {
      throw new ShortException(value.length() + " bytes (expected: " + (value.length() - in.left()) + ")");
    }
    int expected = flags(attribute);
    int found = flags & (OPTIONAL | TRANSITIVE);
    if (found != (expected & (OPTIONAL | TRANSITIVE))) {
      throw new ShortException("flags 0x" + Integer.toHexString(flags) + " (expected: 0x"
          + Integer.toHexString(expected) + ")");
    }
    return attribute;
  }

  /** Where the length has two bytes. */
  static boolean hasLongLength(int flags) {
    return (flags & EXTENDED_LENGTH) != 0;
  }

  private static int flags(PathAttribute attribute) {
    return switch (attribute) {
      case PathAttribute.Origin _, PathAttribute.AsPath _, PathAttribute.NextHop _, PathAttribute.LocalPreference _ ->
          TRANSITIVE;
      case PathAttribute.MultiExitDiscriminator _, PathAttribute.Reachable _, PathAttribute.Unreachable _ -> OPTIONAL;
      case PathAttribute.Communities _, PathAttribute.ExtendedCommunities _, PathAttribute.As4Path _,
          PathAttribute.LargeCommunities _ -> OPTIONAL | TRANSITIVE;
      case PathAttribute.Other(var flags, _, _) -> flags & (OPTIONAL | TRANSITIVE | PARTIAL);
    };
  }

  private static PathAttribute.Source source(WireReader in) throws ShortException {
    int number = in.u8();
    for (var source : PathAttribute.Source.values()) {
      if (source.number() == number) {
        return source;
      }
    }
    throw new ShortException("value " + number + " (expected: 0..2)");
  }

  private static void segments(List<Segment> segments, AsWidth width, WireWriter out) {
    for (var segment : segments) {
      out.u8(segment.kind()).u8(segment.systems().size());
      segment.systems().forEach(system -> {
        switch (width) {
          case TWO -> out.u16(system > 0xffff ? Open.AS_TRANS : system.intValue());
          case FOUR -> out.u32(system);
        }
      });
    }
  }

  /** RFC 7606 §7.2: a segment of an unknown kind or without systems is malformed. */
  private static List<Segment> segments(WireReader in, AsWidth width) throws ShortException {
    var segments = new ArrayList<Segment>();
    while (!in.isEmpty()) {
      int kind = in.u8();
      int count = in.u8();
      if (kind == 0 || kind > Segment.HIGHEST_KIND || count == 0) {
        throw new ShortException("segment of kind " + kind + " with " + count + " systems");
      }
      var systems = new ArrayList<Long>(count);
      for (int i = 0; i < count; i++) {
        systems.add(switch (width) {
          case TWO -> (long) in.u16();
          case FOUR -> in.u32();
        });
      }
      segments.add(new Segment(kind, systems));
    }
    return segments;
  }

  private static PathAttribute.Communities communities(WireReader in) throws ShortException {
    var all = new ArrayList<Community>();
    do {
      all.add(new Community(in.u16(), in.u16()));
    } while (!in.isEmpty());
    return new PathAttribute.Communities(all);
  }

  private static PathAttribute.ExtendedCommunities extendedCommunities(WireReader in) throws ShortException {
    var all = new ArrayList<ExtendedCommunity>();
    do {
      all.add(new ExtendedCommunity(in.s64()));
    } while (!in.isEmpty());
    return new PathAttribute.ExtendedCommunities(all);
  }

  private static PathAttribute.LargeCommunities largeCommunities(WireReader in) throws ShortException {
    var all = new ArrayList<LargeCommunity>();
    do {
      all.add(new LargeCommunity(in.u32(), in.u32(), in.u32()));
    } while (!in.isEmpty());
    return new PathAttribute.LargeCommunities(all);
  }

  private static PathAttribute reachable(int flags, Octets value) throws ShortException {
    var in = WireReader.of(value);
    var family = new Family(in.u16(), in.u8());
    int length = in.u8();
    var hop = in.part(length);
    in.u8();
    if (!family.isUnicast()) {
      return new PathAttribute.Other(flags & ~EXTENDED_LENGTH, PathAttribute.Reachable.TYPE, value);
    }
    var address = hop.address(family.addresses());
    Optional<IpAddress> linkLocal =
        hop.isEmpty() ? Optional.empty() : Optional.of(hop.address(Family.IPV6_UNICAST.addresses()));
    if (!hop.isEmpty()) {
      throw new ShortException("next hop of " + length + " bytes");
    }
    return new PathAttribute.Reachable(family, address, linkLocal, in.prefixes(family.addresses()));
  }

  private static PathAttribute unreachable(int flags, Octets value) throws ShortException {
    var in = WireReader.of(value);
    var family = new Family(in.u16(), in.u8());
    return family.isUnicast()
        ? new PathAttribute.Unreachable(family, in.prefixes(family.addresses()))
        : new PathAttribute.Other(flags & ~EXTENDED_LENGTH, PathAttribute.Unreachable.TYPE, value);
  }
}
