package gorb.bgp.session;

import gorb.bgp.message.AsWidth;
import gorb.bgp.message.Capability;
import gorb.bgp.message.ErrorName;
import gorb.bgp.message.Notification;
import gorb.bgp.message.Octets;
import gorb.bgp.message.Open;
import java.time.Duration;
import java.util.ArrayList;

/** What is said in OPEN messages, and what becomes of what a peer says there. Pure. */
final class Greeting {
  private static final int HIGHEST_TWO_OCTET_AS = 0xffff;
  /** RFC 4271 §4.2. */
  private static final Duration SHORTEST_HOLD_TIME = Duration.ofSeconds(3);

  private Greeting() {}

  /** What comes of an OPEN. */
  sealed interface Answer {
    record Agreed(Negotiated negotiated) implements Answer {}

    record Refused(Notification notification, String reason) implements Answer {}
  }

  /**
   * Our OPEN.
   *
   * @param restarted whether this process has not been in session with the peer yet
   */
  static Open open(SessionSettings settings, boolean restarted) {
    var capabilities = new ArrayList<Capability>();
    settings.families().forEach(family -> capabilities.add(new Capability.Multiprotocol(family)));
    capabilities.add(new Capability.RefreshesRoutes());
    if (settings.restartsGracefully()) {
      capabilities.add(new Capability.GracefulRestart(restarted, true, settings.restartTime(), settings.families().stream()
          .map(family -> new Capability.KeptFamily(family, settings.forwarding())).toList()));
    }
    capabilities.add(new Capability.FourOctetAs(settings.asn()));
    int myAs = settings.asn() > HIGHEST_TWO_OCTET_AS ? Open.AS_TRANS : (int) settings.asn();
    return new Open(myAs, settings.holdTime(), settings.identifier().low(), capabilities);
  }

  /** Judges the peer's OPEN (RFC 4271 §6.2). */
  static Answer judge(Open open, SessionSettings settings) {
    if (open.asn() != settings.peerAsn()) {
      return refused(ErrorName.BAD_PEER_AS, "AS " + open.asn() + " (expected: " + settings.peerAsn() + ")");
    }
    if (open.identifier() == 0 || (settings.isInternal() && open.identifier() == settings.identifier().low())) {
      return refused(ErrorName.BAD_BGP_IDENTIFIER, "identifier " + open.identifier());
    }
    if (!open.holdTime().isZero() && open.holdTime().compareTo(SHORTEST_HOLD_TIME) < 0) {
      return refused(ErrorName.UNACCEPTABLE_HOLD_TIME, "hold time " + open.holdTime().toSeconds() + " s");
    }
    var families = settings.families().stream().filter(open.families()::contains).toList();
    if (families.isEmpty()) {
      return refused(ErrorName.UNSUPPORTED_CAPABILITY, "families " + open.families() + " (expected: one of "
          + settings.families() + ")");
    }
    var restart = open.gracefulRestart();
    // Zero, for ever, is the shortest.
    var holdTime = open.holdTime().compareTo(settings.holdTime()) < 0 ? open.holdTime() : settings.holdTime();
    return new Answer.Agreed(new Negotiated(
        open.identifier(),
        holdTime,
        open.hasFourOctetAs() ? AsWidth.FOUR : AsWidth.TWO,
        families,
        settings.restartsGracefully() && restart.isPresent(),
        settings.restartsGracefully() && restart.filter(Capability.GracefulRestart::byNotification).isPresent(),
        restart.isPresent()));
  }

  private static Answer refused(ErrorName error, String reason) {
    return new Answer.Refused(new Notification(error.code(), error.subcode(), Octets.NONE), reason);
  }

  /** Of two connections, whether ours is the one that stays (RFC 4271 §6.8; equal identifiers: RFC 6286). */
  static boolean ourConnectionStays(SessionSettings settings, Open open) {
    long ours = settings.identifier().low();
    return ours != open.identifier() ? ours > open.identifier() : settings.asn() > open.asn();
  }
}
