package gorb.bgp;

import gorb.model.IpAddress;
import java.time.Duration;
import java.util.List;

/**
 * A speaker.
 *
 * @param asn ours, 1..4294967295
 * @param identifier 32 bits, written as an IPv4 address, that no other speaker has
 * @param port where peers may connect; 0 for nowhere
 * @param restartTime how long peers shall keep our routes while this process restarts; zero for not at all
 * @param forwarding whether packets are forwarded while it restarts
 * @param peers each with an address of its own
 */
public record SpeakerSettings(
    long asn, IpAddress identifier, int port, Duration restartTime, boolean forwarding, List<PeerSettings> peers) {
  public SpeakerSettings {
    peers = List.copyOf(peers);
  }

  /** Whether it says the same of itself to a peer as another does. */
  boolean isSameTo(SpeakerSettings other) {
    return asn == other.asn && identifier.equals(other.identifier) && restartTime.equals(other.restartTime)
        && forwarding == other.forwarding;
  }

  /** The same without peers. */
  public SpeakerSettings alone() {
    return new SpeakerSettings(asn, identifier, port, restartTime, forwarding, List.of());
  }
}
