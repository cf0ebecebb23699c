package gorb.config;

import gorb.bgp.PeerSettings;
import gorb.model.IpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Routers to which the addresses of services are announced.
 *
 * @param asn our AS number, 1..4294967295
 * @param routerId 32 bits that no other speaker has; null for the first IPv4 address
 * @param port where peers may connect; 0 for nowhere
 * @param restartTime how long peers keep our routes while this process restarts; zero for not at all, null for what suits
 *     the data plane
 * @param leaving how this node leaves
 * @param peers at least one, each with an address of its own
 */
public record BgpChoice(
    long asn,
    @Nullable IpAddress routerId,
    int port,
    @Nullable Duration restartTime,
    Leaving leaving,
    List<PeerChoice> peers) {
  public BgpChoice {
    peers = List.copyOf(peers);
  }

  /**
   * How the node leaves.
   *
   * @param pause how long routers have to prefer others, before the routes go
   * @param onStop whether every stop is one, as by SIGTERM
   */
  public record Leaving(Duration pause, boolean onStop) {}

  /**
   * A router.
   *
   * @param settings without its password
   * @param passwordFile what holds the password, in one line; null for none
   */
  public record PeerChoice(PeerSettings settings, @Nullable Path passwordFile) {}
}
