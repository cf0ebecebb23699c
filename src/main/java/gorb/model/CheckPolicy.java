package gorb.model;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How many results make a verdict, how often is asked by what is known, and what becomes of the weight.
 *
 * @param rise how many good checks in a row bring a server up that was down, 1..{@link #MOST_IN_A_ROW}
 * @param fall how many failures in a row bring a server down, 1..{@link #MOST_IN_A_ROW}
 * @param fastInterval while the results contradict the verdict
 * @param downInterval after the failure that made the verdict; doubles with each further one
 * @param longestDownInterval how far that grows; {@code downInterval} itself for no growth
 * @param jitter by how much each interval differs at random, in percent of it, 0..{@link #MOST_JITTER}
 * @param initial what a new server counts as
 * @param restore how the weight grows when it comes up
 */
public record CheckPolicy(
    int rise,
    int fall,
    Duration fastInterval,
    Duration downInterval,
    Duration longestDownInterval,
    int jitter,
    InitialState initial,
    Restore restore) {
  /** The greatest {@code rise} and {@code fall}: within the results that are kept. */
  public static final int MOST_IN_A_ROW = 50;
  /** The greatest jitter, in percent. */
  public static final int MOST_JITTER = 50;

  private static final Restore BY_HISTORY = new Restore.History();

  public CheckPolicy {
    requireInRange("rise", rise, 1, MOST_IN_A_ROW);
    requireInRange("fall", fall, 1, MOST_IN_A_ROW);
    requireInRange("jitter", jitter, 0, MOST_JITTER);
    if (!fastInterval.isPositive() || !downInterval.isPositive()) {
      throw new IllegalArgumentException(
          "check intervals: " + fastInterval + ", " + downInterval + " (expected: more than 0)");
    }
    if (longestDownInterval.compareTo(downInterval) < 0) {
      throw new IllegalArgumentException(
          "longest down interval: " + longestDownInterval + " (expected: at least " + downInterval + ")");
    }
  }

  /** The original's: one result makes the verdict, and the interval is the same always. */
  public static CheckPolicy of(Duration interval) {
    return new CheckPolicy(1, 1, interval, interval, interval, 0, InitialState.UP, BY_HISTORY);
  }

  // By hand, as in keys: ten thousand servers of a document are compared, and most have the same policy.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CheckPolicy that
        && rise == that.rise
        && fall == that.fall
        && jitter == that.jitter
        && initial == that.initial
        && fastInterval.equals(that.fastInterval)
        && downInterval.equals(that.downInterval)
        && longestDownInterval.equals(that.longestDownInterval)
        && Objects.equals(restore, that.restore);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * rise + fall) + fastInterval.hashCode()) + downInterval.hashCode();
  }

  /** The same with another way to restore the weight. */
  public CheckPolicy with(Restore other) {
    return new CheckPolicy(rise, fall, fastInterval, downInterval, longestDownInterval, jitter, initial, other);
  }

  /** The same with other numbers of results for a verdict. */
  public CheckPolicy with(int newRise, int newFall) {
    return new CheckPolicy(newRise, newFall, fastInterval, downInterval, longestDownInterval, jitter, initial, restore);
  }

  private static void requireInRange(String name, int value, int lowest, int highest) {
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + lowest + ".." + highest + ")");
    }
  }
}
