package gorb.model;

import java.util.Locale;

/**
 * Whether and how routers are told of the address of a service.
 *
 * @param sharing what the service means for its address, which others may share
 * @param quorum so many servers have to serve before it counts as healthy, 1 or more
 * @param quorumDown fewer than so many, and it does not any more; 1..quorum
 * @param weighting how routers are told of the share of it that is healthy
 */
public record Announcement(Sharing sharing, int quorum, int quorumDown, ShareWeighting weighting) {
  /** While one server serves, whatever the others do. */
  public static final Announcement DEFAULT = new Announcement(Sharing.ANY, 1, 1, ShareWeighting.NONE);

  public Announcement {
    if (quorum < 1) {
      throw new IllegalArgumentException("quorum: " + quorum + " (expected: 1 or more)");
    }
    if (quorumDown < 1 || quorumDown > quorum) {
      throw new IllegalArgumentException("quorum down: " + quorumDown + " (expected: 1.." + quorum + ")");
    }
  }

  /** Whether a service is healthy, as one that was so, or was not, before. */
  public boolean isHealthy(int serving, boolean before) {
    return serving >= (before ? quorumDown : quorum);
  }

  /** What a service means for its address. */
  public enum Sharing {
    /** The address is announced while this one is healthy, or another that says so. */
    ANY,
    /** The address is not announced unless this one is healthy, whatever others say. */
    ALL,
    /** It does not count. */
    NEVER;

    /** The name as users write it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How routers are told of a share. */
  public enum ShareWeighting {
    NONE,
    /** The extended community of link bandwidth, for multipath of unequal weights. */
    LINK_BANDWIDTH,
    /** MED: the larger the less is healthy. */
    MED,
    /** A path that is longer the less is healthy. */
    PREPEND;

    /** The name as users write it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
