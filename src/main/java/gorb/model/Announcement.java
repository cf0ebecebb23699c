package gorb.model;

import java.util.Locale;

/**
 * Whether and how routers are told of the address of a service.
 *
 * @param sharing what the service means for its address, which others may share
 * @param weighting how routers are told of the share of it that is healthy
 */
public record Announcement(Sharing sharing, ShareWeighting weighting) {
  /** While the service is healthy, whatever others are. */
  public static final Announcement DEFAULT = new Announcement(Sharing.ANY, ShareWeighting.NONE);

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
