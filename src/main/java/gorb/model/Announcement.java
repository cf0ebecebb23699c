package gorb.model;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether and how routers are told of the addresses of a service.
 *
 * @param sharing what the service means for its address or prefix, which others may share
 * @param weighting how routers are told of the share of it that is healthy
 * @param prefix what is announced instead of the service's address alone; no default route, of the service's family, and
 *     with its address where it has one
 */
public record Announcement(Sharing sharing, ShareWeighting weighting, Optional<Prefix> prefix) {
  /** While the service is healthy, whatever others are. */
  public static final Announcement DEFAULT = new Announcement(Sharing.ANY, ShareWeighting.NONE);

  /** Of the service's address alone. */
  public Announcement(Sharing sharing, ShareWeighting weighting) {
    this(sharing, weighting, Optional.empty());
  }

  /** The same for a prefix. */
  public Announcement of(Prefix newPrefix) {
    return new Announcement(sharing, weighting, Optional.of(newPrefix));
  }

  /** What a service means for what is announced of it. */
  public enum Sharing {
    /** It is announced while this one is healthy, or another that says so. */
    ANY,
    /** It is not announced unless this one is healthy, whatever others say. */
    ALL,
    /** The service does not count. */
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
