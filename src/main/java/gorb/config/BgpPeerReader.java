package gorb.config;

import gorb.bfd.BfdSettings;
import gorb.bgp.PeerSettings;
import gorb.bgp.PeerSettings.Marks;
import gorb.bgp.PeerSettings.Reach;
import gorb.bgp.message.Community;
import gorb.bgp.message.LargeCommunity;
import gorb.config.BgpChoice.PeerChoice;
import gorb.document.Fields;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads one router of {@code bgp.peers}. */
final class BgpPeerReader {
  private static final Duration DEFAULT_HOLD_TIME = Duration.ofSeconds(90);
  /** RFC 4271 §4.2. */
  private static final Duration SHORTEST_HOLD_TIME = Duration.ofSeconds(3);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
  private static final int LONGEST_PATH = 4_096;

  private final Fields fields;
  private final long ours;
  private final int listening;

  /**
   * A reader.
   *
   * @param ours our AS number; 0 where it is not known
   * @param listening where routers may connect; 0 for nowhere
   */
  BgpPeerReader(Fields fields, long ours, int listening) {
    this.fields = fields;
    this.ours = ours;
    this.listening = listening;
  }

  /** The router; empty where something is wrong with it. */
  Optional<PeerChoice> read() {
    int before = fields.problems().all().size();
    var address = address();
    var asn = BgpReader.asn(fields);
    int port = fields.integer(BgpFields.PORT, 1, BgpFields.HIGHEST_PORT).orElse(BgpFields.BGP_PORT);
    var source = source(address);
    boolean isPassive = isPassive();
    var families = families();
    var file = passwordFile();
    var reach = reach();
    var bfd = bfd(reach);
    var holdTime = holdTime();
    var nextHops = nextHops();
    var marks = marks(asn.orElse(0));
    fields.finish();
    return fields.problems().all().size() > before
        ? Optional.empty()
        : Optional.of(new PeerChoice(new PeerSettings(address.orElseThrow(), port, asn.orElseThrow(), source, isPassive,
            families, Optional.empty(), reach, bfd, holdTime, LONGEST_RETRY, nextHops, marks), file.orElse(null)));
  }

  private Optional<IpAddress> address() {
    if (!fields.has(BgpFields.ADDRESS)) {
      refuse(BgpFields.ADDRESS, "missing (expected: an IPv4 or IPv6 address)");
    }
    var address = BgpReader.address(fields, BgpFields.ADDRESS);
    address.filter(IpAddress::isAny).ifPresent(it -> refuse(BgpFields.ADDRESS, it + " (expected: of a router)"));
    return address;
  }

  private Optional<IpAddress> source(Optional<IpAddress> peer) {
    var source = BgpReader.address(fields, BgpFields.LOCAL_ADDRESS);
    if (source.isPresent() && peer.isPresent() && source.get().family() != peer.get().family()) {
      refuse(BgpFields.LOCAL_ADDRESS, source.get() + " (expected: of the family of " + peer.get() + ")");
    }
    return source;
  }

  private boolean isPassive() {
    boolean isPassive = fields.bool(BgpFields.PASSIVE).orElse(false);
    if (isPassive && listening == 0) {
      refuse(BgpFields.PASSIVE, "true with bgp.port 0 (nobody can connect)");
    }
    return isPassive;
  }

  private Set<AddressFamily> families() {
    var given = fields.texts(BgpFields.FAMILIES, BgpPeerReader::family, "ipv4 or ipv6");
    return given.isEmpty() ? EnumSet.allOf(AddressFamily.class) : EnumSet.copyOf(given);
  }

  private static Optional<AddressFamily> family(String text) {
    return switch (text) {
      case "ipv4" -> Optional.of(AddressFamily.IPV4);
      case "ipv6" -> Optional.of(AddressFamily.IPV6);
      default -> Optional.empty();
    };
  }

  private Optional<Path> passwordFile() {
    var text = fields.text(BgpFields.PASSWORD_FILE, LONGEST_PATH);
    if (text.filter(it -> it.isEmpty() || it.indexOf('\0') >= 0).isPresent()) {
      refuse(BgpFields.PASSWORD_FILE, "(expected: the path of a file)");
      return Optional.empty();
    }
    return text.map(Path::of);
  }

  private Reach reach() {
    var secured = fields.integer(BgpFields.TTL_SECURITY, 1, BgpFields.MOST_HOPS - 1);
    var hops = fields.integer(BgpFields.MULTIHOP, 1, BgpFields.MOST_HOPS);
    if (secured.isPresent() && hops.isPresent()) {
      refuse(BgpFields.MULTIHOP, "given with " + BgpFields.TTL_SECURITY + " (which says how far away the peer may be)");
    }
    if (secured.isPresent()) {
      return new Reach.Secured(secured.getAsInt());
    }
    return hops.isPresent() ? new Reach.Multihop(hops.getAsInt()) : new Reach.Near();
  }

  private Optional<BfdSettings> bfd(Reach reach) {
    var given = fields.nested(BgpFields.BFD);
    boolean isFar = switch (reach) {
      case Reach.Near() -> false;
      case Reach.Multihop(var hops) -> hops > 1;
      case Reach.Secured(var hops) -> hops > 1;
    };
    if (given.isPresent() && isFar) {
      refuse(BgpFields.BFD, "given for a router more than one hop away (expected: next to us, RFC 5881)");
    }
    return given.map(BgpPeerReader::watched);
  }

  private static BfdSettings watched(Fields fields) {
    var interval = fields.duration(BgpFields.INTERVAL, BfdSettings.SHORTEST).orElse(BfdSettings.DEFAULT.interval());
    if (interval.compareTo(BfdSettings.LONGEST) > 0) {
      BgpReader.refuse(fields, BgpFields.INTERVAL, interval.toSeconds() + "s (expected: at most "
          + BfdSettings.LONGEST.toSeconds() + "s)");
      interval = BfdSettings.DEFAULT.interval();
    }
    var multiplier = fields.integer(BgpFields.MULTIPLIER, 1, BgpFields.MOST_MISSING);
    fields.finish();
    return new BfdSettings(interval, multiplier.orElse(BfdSettings.DEFAULT.multiplier()));
  }

  private Duration holdTime() {
    var time = BgpReader.seconds(fields, BgpFields.HOLD_TIME, BgpFields.LONGEST_HOLD_TIME).orElse(DEFAULT_HOLD_TIME);
    if (!time.isZero() && time.compareTo(SHORTEST_HOLD_TIME) < 0) {
      refuse(BgpFields.HOLD_TIME, time.toSeconds() + "s (expected: 0, or 3s or more)");
    }
    return time;
  }

  private Map<AddressFamily, IpAddress> nextHops() {
    var hops = new EnumMap<AddressFamily, IpAddress>(AddressFamily.class);
    var names = Map.of(BgpFields.NEXT_HOP, AddressFamily.IPV4, BgpFields.NEXT_HOP_IPV6, AddressFamily.IPV6);
    names.forEach((name, family) ->
        BgpReader.address(fields, name).ifPresent(hop -> {
          if (hop.family() != family || hop.isAny()) {
            refuse(name, hop + " (expected: an address of " + (family == AddressFamily.IPV4 ? "IPv4" : "IPv6") + ")");
          }
          hops.put(family, hop);
        }));
    return hops;
  }

  private Marks marks(long asn) {
    var preference = fields.integer(BgpFields.LOCAL_PREF, 0, Integer.MAX_VALUE);
    if (preference.isPresent() && asn != ours) {
      refuse(BgpFields.LOCAL_PREF, "given for a router of another system (it never leaves our own)");
    }
    var prepend = fields.integer(BgpFields.PREPEND, 0, BgpFields.MOST_PREPENDS);
    return new Marks(
        fields.whole(BgpFields.MED, 0, BgpFields.HIGHEST_32_BITS),
        preference.isPresent() ? OptionalInt.of(preference.getAsInt()) : OptionalInt.empty(),
        prepend.orElse(0),
        fields.texts(BgpFields.COMMUNITIES, Community::parse, "two numbers from 0 to 65535, such as 64512:100"),
        fields.texts(BgpFields.LARGE_COMMUNITIES, LargeCommunity::parse,
            "three numbers from 0 to 4294967295, such as 64512:1:2"));
  }

  private void refuse(String name, String message) {
    BgpReader.refuse(fields, name, message);
  }
}
