package gorb.bgp;

import gorb.model.IpAddress;
import java.time.Instant;

/**
 * The session with a peer came up or went down.
 *
 * @param asn of the peer
 * @param reason why it went down, in words; empty where it came up
 */
public record PeerTransition(IpAddress address, long asn, Instant at, boolean isUp, String reason) {}
