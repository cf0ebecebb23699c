package gorb.config;

import gorb.config.BgpChoice.Leaving;
import gorb.config.BgpChoice.PeerChoice;
import gorb.document.Fields;
import gorb.document.Problems;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code bgp} of a file. */
final class BgpReader {
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(10);
  private static final int LONGEST_ADDRESS = 64;
  private static final int MOST_PEERS = 256;

  private BgpReader() {}

  /** The routers of a file; empty where it has none, or something is wrong with them. */
  static Optional<BgpChoice> read(LocatedTree tree, FileProblems problems) {
    var node = tree.root().get(BgpFields.BGP);
    if (node == null || node.isNull()) {
      return Optional.empty();
    }
    if (!(node instanceof ObjectNode object)) {
      problems.add(tree.positionOf(BgpFields.BGP), BgpFields.BGP, Fields.shown(node) + " (expected: an object)");
      return Optional.empty();
    }
    var found = Problems.strict();
    var choice = read(Fields.of(object, BgpFields.BGP + ".", found));
    found.all().forEach(it -> problems.add(tree.positionOf(it.field()), it.field(), it.message()));
    return choice;
  }

  private static Optional<BgpChoice> read(Fields fields) {
    var problems = fields.problems();
    var asn = asn(fields);
    var routerId = address(fields, BgpFields.ROUTER_ID);
    if (routerId.filter(it -> it.family() == AddressFamily.IPV4 && !it.isAny()).isEmpty()) {
      routerId.ifPresent(it -> refuse(fields, BgpFields.ROUTER_ID, it + " (expected: an IPv4 address but 0.0.0.0)"));
    }
    int port = fields.integer(BgpFields.PORT, 0, BgpFields.HIGHEST_PORT).orElse(BgpFields.BGP_PORT);
    var restart = seconds(fields, BgpFields.RESTART_TIME, BgpFields.LONGEST_RESTART);
    var wait = seconds(fields, BgpFields.LEAVE_WAIT, BgpFields.LONGEST_WAIT).orElse(DEFAULT_WAIT);
    boolean onStop = fields.bool(BgpFields.LEAVE_ON_STOP).orElse(false);
    int before = problems.all().size();
    var list = fields.list(BgpFields.PEERS);
    if (list.isEmpty() && problems.all().size() == before) {
      refuse(fields, BgpFields.PEERS, (fields.has(BgpFields.PEERS) ? "none" : "missing") + " (expected: at least one)");
    }
    if (list.size() > MOST_PEERS) {
      refuse(fields, BgpFields.PEERS, list.size() + " (expected: at most " + MOST_PEERS + ")");
    }
    var peers = new ArrayList<PeerChoice>();
    var known = new HashSet<IpAddress>();
    for (var each : list) {
      new BgpPeerReader(each, asn.orElse(0), port).read().ifPresent(peer -> {
        if (!known.add(peer.settings().address())) {
          refuse(each, BgpFields.ADDRESS, peer.settings().address() + " (another peer has it)");
        }
        peers.add(peer);
      });
    }
    fields.finish();
    return problems.isEmpty()
        ? Optional.of(new BgpChoice(asn.orElseThrow(), routerId.orElse(null), port, restart.orElse(null),
            new Leaving(wait, onStop), peers))
        : Optional.empty();
  }

  /** An AS number that has to be given. */
  static OptionalLong asn(Fields fields) {
    if (!fields.has(BgpFields.ASN)) {
      refuse(fields, BgpFields.ASN, "missing (expected: an integer from 1 to " + BgpFields.HIGHEST_32_BITS + ")");
    }
    return fields.whole(BgpFields.ASN, 1, BgpFields.HIGHEST_32_BITS);
  }

  /** An address. */
  static Optional<IpAddress> address(Fields fields, String name) {
    var text = fields.text(name, LONGEST_ADDRESS);
    var address = text.flatMap(IpAddress::parse);
    if (text.isPresent() && address.isEmpty()) {
      refuse(fields, name, "\"" + text.get() + "\" (expected: an IPv4 or IPv6 address)");
    }
    return address;
  }

  /** Whole seconds. */
  static Optional<Duration> seconds(Fields fields, String name, int longest) {
    var time = fields.duration(name, Duration.ZERO);
    if (time.filter(it -> it.toNanosPart() != 0 || it.toSeconds() > longest).isPresent()) {
      var shown = time.get().toNanosPart() == 0 ? time.get().toSeconds() + "s" : time.get().toMillis() + "ms";
      refuse(fields, name, shown + " (expected: whole seconds from 0 to " + longest + ")");
    }
    return time;
  }

  /** Notes a problem. */
  static void refuse(Fields fields, String name, String message) {
    fields.problems().add(fields.path(name), message);
  }
}
