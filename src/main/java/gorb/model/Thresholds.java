package gorb.model;

/**
 * Connection limits of a server (ipvsadm(8) {@code -x -y}): none are sent above the upper one until there are fewer
 * than the lower one.
 *
 * @param upper 0 (no limit) to 4294967295
 * @param lower 0 (the kernel's three quarters of the upper) to {@code upper}
 */
public record Thresholds(long upper, long lower) {
  /** No limits. */
  public static final Thresholds NONE = new Thresholds(0, 0);

  private static final long HIGHEST = 0xffff_ffffL;

  public Thresholds {
    if (upper < 0 || upper > HIGHEST) {
      throw new IllegalArgumentException("upper threshold: " + upper + " (expected: 0.." + HIGHEST + ")");
    }
    if (lower < 0 || lower > upper) {
      throw new IllegalArgumentException("lower threshold: " + lower + " (expected: 0.." + upper + ", the upper one)");
    }
  }
}
