package gorb.model;

/**
 * How many regular servers have to serve for a service to be itself. Below that something else takes over: a fallback of
 * the service, or, where its address is announced to routers, another site.
 *
 * @param reached with so many it has its quorum, 1 or more
 * @param kept with fewer than so many it has lost it; 1..reached
 */
public record Quorum(int reached, int kept) {
  /** One server is enough. */
  public static final Quorum ONE = new Quorum(1, 1);

  public Quorum {
    if (reached < 1) {
      throw new IllegalArgumentException("quorum: " + reached + " (expected: 1 or more)");
    }
    if (kept < 1 || kept > reached) {
      throw new IllegalArgumentException("quorum down: " + kept + " (expected: 1.." + reached + ")");
    }
  }

  /** Whether so many are enough, for a service that had its quorum before, or had not. */
  public boolean isMet(int serving, boolean before) {
    return serving >= (before ? kept : reached);
  }
}
