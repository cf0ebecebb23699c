package gorb.bgp;

import gorb.bfd.LinkView;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the session with a peer.
 *
 * @param state its name in RFC 4271
 * @param since when the session went up or down
 * @param lastError why the last connection ended, in words; empty where none has
 * @param families that both speak of; empty where the session is not established
 * @param keepsRoutes whether the peer keeps our routes while this process restarts
 * @param announced what the peer was told
 * @param received what came from the peer
 * @param flaps how often an established session ended
 * @param link the link to the peer; empty where it is not watched
 */
public record PeerView(
    IpAddress address,
    long asn,
    String state,
    Instant since,
    String lastError,
    List<String> families,
    boolean keepsRoutes,
    Set<Prefix> announced,
    Received received,
    long flaps,
    Optional<LinkView> link) {
  public PeerView {
    families = List.copyOf(families);
    announced = Set.copyOf(announced);
  }

  /** The same with what is known of the link. */
  PeerView with(LinkView known) {
    return new PeerView(address, asn, state, since, lastError, families, keepsRoutes, announced, received, flaps,
        Optional.of(known));
  }

  /** Whether routes are told now. */
  public boolean isEstablished() {
    return state.equals("established");
  }

  /**
   * What came from a peer, counted and not kept.
   *
   * @param faults UPDATEs that were wrong
   */
  public record Received(long messages, long announced, long withdrawn, long faults) {
    static final Received NONE = new Received(0, 0, 0, 0);
  }
}
