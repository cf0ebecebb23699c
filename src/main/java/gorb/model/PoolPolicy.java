package gorb.model;

/**
 * What a service does when many of its servers do not serve.
 *
 * @param quorum how many have to, before something else takes over
 * @param panicPercent when fewer than so many percent of the servers are up, the checks are not believed and all are
 *     used; 0..100, 0 for never
 */
public record PoolPolicy(Quorum quorum, int panicPercent) {
  /** One server is enough, and checks are always believed. */
  public static final PoolPolicy DEFAULT = new PoolPolicy(Quorum.ONE, 0);
  /** All of the servers. */
  public static final int WHOLE = 100;

  public PoolPolicy {
    if (panicPercent < 0 || panicPercent > WHOLE) {
      throw new IllegalArgumentException("panic threshold: " + panicPercent + " % (expected: 0.." + WHOLE + ")");
    }
  }

  /** Whether so few are up that the checks are not believed. */
  boolean isPanic(int up, int down) {
    return (long) up * WHOLE < (long) panicPercent * (up + down);
  }
}
