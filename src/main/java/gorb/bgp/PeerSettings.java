package gorb.bgp;

import gorb.bfd.BfdSettings;
import gorb.bgp.message.Community;
import gorb.bgp.message.LargeCommunity;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A router that is told our routes.
 *
 * @param address of the peer, which tells it from others
 * @param port of the peer
 * @param asn of the peer
 * @param source our address in the session; empty for the one that the kernel takes
 * @param passive whether only the peer connects
 * @param families of the addresses that it is told of
 * @param password of the session, for TCP MD5
 * @param reach how the peer is reached
 * @param bfd how the link to the peer is watched; empty for not at all
 * @param holdTime how long it may be silent; zero for ever
 * @param retry the longest time between two attempts to connect
 * @param nextHops where packets shall be sent; our address in the session for its family where there is none
 * @param marks what our routes carry
 */
public record PeerSettings(
    IpAddress address,
    int port,
    long asn,
    Optional<IpAddress> source,
    boolean passive,
    Set<AddressFamily> families,
    Optional<Password> password,
    Reach reach,
    Optional<BfdSettings> bfd,
    Duration holdTime,
    Duration retry,
    Map<AddressFamily, IpAddress> nextHops,
    Marks marks) {
  public PeerSettings {
    families = Set.copyOf(families);
    nextHops = Map.copyOf(nextHops);
  }

  /** The same peer with the secret of the session. */
  public PeerSettings with(Password secret) {
    return new PeerSettings(address, port, asn, source, passive, families, Optional.of(secret), reach, bfd, holdTime,
        retry, nextHops, marks);
  }

  /**
   * Whether a session with the same peer can go on when these are its settings: all but what routes carry, and how the
   * link is watched, is agreed on when it begins, or belongs to its socket.
   */
  boolean suitsSessionOf(PeerSettings before) {
    return new PeerSettings(address, port, asn, source, passive, families, password, reach, before.bfd, holdTime, retry,
        before.nextHops, before.marks).equals(before);
  }

  /** How far away a peer is. */
  public sealed interface Reach {
    /** Next to us, or anywhere within our own system. */
    record Near() implements Reach {}

    /** At most so many routers away: 1..255 is the time to live of what we send. */
    record Multihop(int hops) implements Reach {}

    /** Exactly so near that packets from further away are dropped by the kernel (RFC 5082): 1..254 hops. */
    record Secured(int hops) implements Reach {}
  }

  /**
   * What routes carry to a peer.
   *
   * @param med the lower the better; empty for none
   * @param localPreference the higher the better, within our own system
   * @param prepend how many times more our AS number is in the path
   */
  public record Marks(
      OptionalLong med,
      OptionalInt localPreference,
      int prepend,
      List<Community> communities,
      List<LargeCommunity> largeCommunities) {
    /** Nothing. */
    public static final Marks NONE = new Marks(OptionalLong.empty(), OptionalInt.empty(), 0, List.of(), List.of());

    public Marks {
      communities = List.copyOf(communities);
      largeCommunities = List.copyOf(largeCommunities);
    }
  }
}
