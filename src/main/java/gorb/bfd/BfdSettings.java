package gorb.bfd;

import java.time.Duration;

/**
 * How fast a dead link is to be found.
 *
 * @param interval between two packets, of those that we send and of those that we ask for; whole microseconds, at most
 *     {@link #LONGEST}
 * @param multiplier how many of our packets may be missing before the peer finds the link dead, 1..255
 */
public record BfdSettings(Duration interval, int multiplier) {
  /** The shortest interval that a process like this can hold without false alarms. */
  public static final Duration SHORTEST = Duration.ofMillis(50);

  /** The longest interval. */
  public static final Duration LONGEST = Duration.ofSeconds(60);

  /** Where nothing is said: a dead link is found after 0.9 s. */
  public static final BfdSettings DEFAULT = new BfdSettings(Duration.ofMillis(300), 3);

  public BfdSettings {
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("interval: " + interval + " (expected: " + SHORTEST + ".." + LONGEST + ")");
    }
    if (multiplier < 1 || multiplier > 255) {
      throw new IllegalArgumentException("multiplier: " + multiplier + " (expected: 1..255)");
    }
  }
}
