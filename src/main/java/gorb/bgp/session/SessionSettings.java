package gorb.bgp.session;

import gorb.bgp.message.Family;
import gorb.model.IpAddress;
import java.time.Duration;
import java.util.List;

/**
 * What two speakers are to agree on.
 *
 * @param asn ours, 1..4294967295
 * @param identifier ours; no other speaker has it
 * @param peerAsn the peer's
 * @param passive whether only the peer connects
 * @param holdTime how long a peer may be silent; zero for ever, else at least 3 s
 * @param retry the longest time between two attempts to connect
 * @param restartTime how long a peer shall keep our routes while we restart; zero for not at all
 * @param forwarding whether packets are forwarded while we restart
 * @param families of routes, in the order of the OPEN
 */
public record SessionSettings(
    long asn,
    IpAddress identifier,
    long peerAsn,
    boolean passive,
    Duration holdTime,
    Duration retry,
    Duration restartTime,
    boolean forwarding,
    List<Family> families) {
  public SessionSettings {
    families = List.copyOf(families);
  }

  /** Whether the peer is of our own system. */
  public boolean isInternal() {
    return asn == peerAsn;
  }

  /** Whether the peer is asked to keep our routes while we restart. */
  public boolean restartsGracefully() {
    return !restartTime.isZero();
  }
}
