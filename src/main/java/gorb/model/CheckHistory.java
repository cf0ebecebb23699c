package gorb.model;

/**
 * The results of the last 100 checks of a server, newest first, as bits: a set bit is a failure.
 *
 * @param recent the newest 64 results, the newest in bit 0
 * @param older the 36 results before those
 * @param size how many results there are, 0..100
 */
public record CheckHistory(long recent, long older, int size) {
  /** How many results are kept. */
  public static final int CAPACITY = 100;
  /** No result yet. */
  public static final CheckHistory EMPTY = new CheckHistory(0, 0, 0);

  private static final long OLDER_MASK = (1L << (CAPACITY - Long.SIZE)) - 1;

  public CheckHistory {
    if (size < 0 || size > CAPACITY) {
      throw new IllegalArgumentException("history size: " + size + " (expected: 0.." + CAPACITY + ")");
    }
  }

  /** The history with one more good result; the oldest of 100 is forgotten. */
  public CheckHistory afterSuccess() {
    return after(0);
  }

  /** The history with one more failure; the oldest of 100 is forgotten. */
  public CheckHistory afterFailure() {
    return after(1);
  }

  /** How many of the results are failures. */
  public int failures() {
    return Long.bitCount(recent) + Long.bitCount(older);
  }

  /** The share of good results, 0..1; 0 when there is no result. */
  public double ratio() {
    return size == 0 ? 0 : (double) (size - failures()) / size;
  }

  /** How many of the newest results are good, without a failure among them; at most 64 are counted. */
  public int goodInARow() {
    return Math.min(Long.numberOfTrailingZeros(recent), size);
  }

  /** How many of the newest results are failures, without a good one among them; at most 64 are counted. */
  public int failuresInARow() {
    return Math.min(Long.numberOfTrailingZeros(~recent), size);
  }

  private CheckHistory after(long bit) {
    long newRecent = recent << 1 | bit;
    long newOlder = (older << 1 | recent >>> (Long.SIZE - 1)) & OLDER_MASK;
    // A server that is always well is the common case: nothing changes, and nothing is made.
    return newRecent == recent && newOlder == older && size == CAPACITY
        ? this : new CheckHistory(newRecent, newOlder, Math.min(size + 1, CAPACITY));
  }
}
