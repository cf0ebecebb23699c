package gorb.bgp;

import gorb.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What becomes of the session with a peer when the settings of a speaker change. */
sealed interface PeerChange {
  /** It is new. */
  record Added(PeerSettings peer) implements PeerChange {}

  /** It is a peer no more. */
  record Removed(IpAddress address) implements PeerChange {}

  /**
   * What was agreed on is not what is wanted: the session ends, and another begins.
   *
   * @param isOther whether we are somebody else to it, so that it cannot keep our routes over that
   */
  record Reset(PeerSettings peer, boolean isOther) implements PeerChange {}

  /** The session goes on with settings that do not touch it. */
  record Kept(PeerSettings peer) implements PeerChange {}

  /** All changes, those that end sessions for good first; then in the order of the new settings. */
  static List<PeerChange> between(SpeakerSettings before, SpeakerSettings after) {
    var old = before.peers().stream().collect(Collectors.toMap(PeerSettings::address, Function.identity()));
    var changes = new ArrayList<PeerChange>();
    var kept = after.peers().stream().map(PeerSettings::address).collect(Collectors.toSet());
    before.peers().stream()
        .filter(peer -> !kept.contains(peer.address()))
        .forEach(peer -> changes.add(new Removed(peer.address())));
    boolean isOther = !after.isSameTo(before);
    for (var peer : after.peers()) {
      var was = old.get(peer.address());
      if (was == null) {
        changes.add(new Added(peer));
      } else if (isOther || !peer.suitsSessionOf(was)) {
        changes.add(new Reset(peer, isOther || peer.asn() != was.asn()));
      } else {
        changes.add(new Kept(peer));
      }
    }
    return changes;
  }
}
