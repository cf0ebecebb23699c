package gorb.webhooks;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a receiver is waited for.
 *
 * @param answer for the answer to one try
 * @param first before the second try; doubles with each further one
 * @param longest between two tries
 * @param all from the first try of a letter to the last one
 */
record Patience(Duration answer, Duration first, Duration longest, Duration all) {
  /**
   * How long to wait before the next try: at random between a half of the pause and all of it, so that not all who
   * failed together try together.
   *
   * @param failures how many there were in a row; 1 or more
   */
  Duration pause(int failures, RandomGenerator random) {
    int doublings = Math.min(failures - 1, 30);
    var doubled = first.multipliedBy(1L << doublings);
    long whole = (doubled.compareTo(longest) < 0 ? doubled : longest).toNanos();
    return Duration.ofNanos(whole - random.nextLong(whole / 2 + 1));
  }
}
