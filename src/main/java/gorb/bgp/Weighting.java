package gorb.bgp;

/**
 * How much of what a route leads to is healthy, and how routers are told.
 *
 * @param share 0..1
 */
public record Weighting(Means means, double share) {
  /** Nothing is told. */
  public static final Weighting NONE = new Weighting(Means.NONE, 1);

  /** Of a whole service, in bytes a second: only the proportion of routes counts. */
  static final double WHOLE_BANDWIDTH = 1_000_000;

  /** How routers are told. */
  public enum Means {
    NONE,
    /** By the extended community of link bandwidth, for multipath of unequal weights. */
    BANDWIDTH,
    /** By MED: 0 for a whole service, 1000 for none of it. */
    MED,
    /** By our AS number once more in the path for each third that is missing. */
    PREPEND
  }
}
