package gorb.bgp.message;

import gorb.bgp.message.Fault.Treatment;
import gorb.bgp.message.WireReader.ShortException;
import gorb.model.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Routes that come and go (RFC 4271 §4.3).
 *
 * @param withdrawn prefixes of IPv4 that cannot be reached any more
 * @param attributes of the routes that come, in the order of the message; the first of each type
 * @param announced prefixes of IPv4 that can be reached
 * @param faults what was wrong with one that was received; the rest of it holds
 */
public record Update(List<Prefix> withdrawn, List<PathAttribute> attributes, List<Prefix> announced, List<Fault> faults)
    implements Message {

  public Update {
    withdrawn = List.copyOf(withdrawn);
    attributes = List.copyOf(attributes);
    announced = List.copyOf(announced);
    faults = List.copyOf(faults);
  }

  /** One to send. */
  public Update(List<Prefix> withdrawn, List<PathAttribute> attributes, List<Prefix> announced) {
    this(withdrawn, attributes, announced, List.of());
  }

  /** Says that all routes of a family are sent (RFC 4724 §2). */
  public static Update endOfRib(Family family) {
    return family.equals(Family.IPV4_UNICAST)
        ? new Update(List.of(), List.of(), List.of())
        : new Update(List.of(), List.of(new PathAttribute.Unreachable(family, List.of())), List.of());
  }

  /** The family of which all routes are sent now; empty where this does not say so. */
  public Optional<Family> isEndOfRib() {
    if (!withdrawn.isEmpty() || !announced.isEmpty() || !faults.isEmpty() || attributes.size() > 1) {
      return Optional.empty();
    }
    if (attributes.isEmpty()) {
      return Optional.of(Family.IPV4_UNICAST);
    }
    return attributes.getFirst() instanceof PathAttribute.Unreachable(var family, var prefixes) && prefixes.isEmpty()
        ? Optional.of(family)
        : Optional.empty();
  }

  /** How many prefixes it announces, of all families. */
  public int announcedCount() {
    return announced.size() + attributes.stream()
        .mapToInt(it -> it instanceof PathAttribute.Reachable reachable ? reachable.prefixes().size() : 0).sum();
  }

  /** How many prefixes it withdraws, of all families. */
  public int withdrawnCount() {
    return withdrawn.size() + attributes.stream()
        .mapToInt(it -> it instanceof PathAttribute.Unreachable unreachable ? unreachable.prefixes().size() : 0).sum();
  }

  /**
   * Reads one. RFC 7606: what is wrong with an attribute does not end the session, as long as the prefixes can be told.
   * An attribute that is wrong in an UPDATE without prefixes does not either: nothing of what peers say is kept here.
   */
  static Update decode(WireReader body, AsWidth width) throws MessageException {
    WireReader withdrawn;
    WireReader attributes;
    try {
      withdrawn = body.part(body.u16());
      attributes = body.part(body.u16());
    } catch (ShortException e) {
      throw malformed(ErrorName.MALFORMED_ATTRIBUTE_LIST, e.reason());
    }
    var faults = new ArrayList<Fault>();
    var decoded = attributes(attributes, width, faults);
    var update = new Update(prefixes(withdrawn), decoded, prefixes(body), faults);
    update.missing().forEach(type ->
        faults.add(new Fault(type, Treatment.TREAT_AS_WITHDRAW, "attribute " + type + ": missing")));
    return new Update(update.withdrawn, update.attributes, update.announced, faults);
  }

  void encode(WireWriter out, AsWidth width) {
    int lengthOfWithdrawn = out.position();
    out.u16(0);
    withdrawn.forEach(out::prefix);
    out.closeLength16(lengthOfWithdrawn);
    int lengthOfAttributes = out.position();
    out.u16(0);
    attributes.forEach(attribute -> AttributeCodec.encode(attribute, width, out));
    out.closeLength16(lengthOfAttributes);
    announced.forEach(out::prefix);
  }

  private static List<Prefix> prefixes(WireReader in) throws MessageException {
    try {
      return in.prefixes(Family.IPV4_UNICAST.addresses());
    } catch (ShortException e) {
      throw malformed(ErrorName.INVALID_NETWORK_FIELD, e.reason());
    }
  }

  private static List<PathAttribute> attributes(WireReader in, AsWidth width, List<Fault> faults)
      throws MessageException {
    var attributes = new ArrayList<PathAttribute>();
    Set<Integer> seen = new HashSet<>();
    while (!in.isEmpty()) {
      int flags;
      int type;
      Octets value;
      try {
        flags = in.u8();
        type = in.u8();
        value = in.part(AttributeCodec.hasLongLength(flags) ? in.u16() : in.u8()).rest();
      } catch (ShortException e) {
        // RFC 7606 §4: the prefixes that come after the list can still be told.
        faults.add(new Fault(0, Treatment.TREAT_AS_WITHDRAW, "attributes: " + e.reason()));
        return attributes;
      }
      attribute(flags, type, value, width, new Reading(seen, attributes, faults));
    }
    return attributes;
  }

  private static void attribute(int flags, int type, Octets value, AsWidth width, Reading reading)
      throws MessageException {
    boolean holdsPrefixes = type == PathAttribute.Reachable.TYPE || type == PathAttribute.Unreachable.TYPE;
    if (!reading.seen.add(type)) {
      if (holdsPrefixes) {
        throw malformed(ErrorName.MALFORMED_ATTRIBUTE_LIST, "attribute " + type + " twice");
      }
      reading.faults.add(new Fault(type, Treatment.ATTRIBUTE_DISCARD, "attribute " + type + ": twice"));
      return;
    }
    try {
      var attribute = AttributeCodec.decode(flags, type, value, width);
      if (attribute instanceof PathAttribute.Other && (flags & AttributeCodec.OPTIONAL) == 0 && !isAggregate(type)) {
        throw malformed(ErrorName.UNRECOGNIZED_WELL_KNOWN_ATTRIBUTE, "attribute " + type);
      }
      reading.attributes.add(attribute);
    } catch (ShortException e) {
      if (holdsPrefixes) {
        throw malformed(ErrorName.OPTIONAL_ATTRIBUTE_ERROR, "attribute " + type + ": " + e.reason());
      }
      // RFC 6793 §6: a malformed AS4_PATH is ignored.
      var treatment = type == PathAttribute.As4Path.TYPE ? Treatment.ATTRIBUTE_DISCARD : Treatment.TREAT_AS_WITHDRAW;
      reading.faults.add(new Fault(type, treatment, "attribute " + type + ": " + e.reason()));
    }
  }

  /** ATOMIC_AGGREGATE is well-known, and means nothing to us. */
  private static boolean isAggregate(int type) {
    return type == 6;
  }

  /** The types that have to be there and are not. */
  private List<Integer> missing() {
    var needed = new ArrayList<Integer>();
    boolean reaches = attributes.stream().anyMatch(PathAttribute.Reachable.class::isInstance);
    if (reaches || !announced.isEmpty()) {
      needed.add(PathAttribute.Origin.TYPE);
      needed.add(PathAttribute.AsPath.TYPE);
    }
    if (!announced.isEmpty()) {
      needed.add(PathAttribute.NextHop.TYPE);
    }
    attributes.forEach(attribute -> needed.remove((Object) attribute.type()));
    faults.forEach(fault -> needed.remove((Object) fault.attribute()));
    return needed;
  }

  private static MessageException malformed(ErrorName error, String reason) {
    return new MessageException(Notification.of(error), reason);
  }

  /** What is known of the attributes so far. */
  private record Reading(Set<Integer> seen, List<PathAttribute> attributes, List<Fault> faults) {}
}
