package gorb.bgp.message;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A mark on routes (RFC 1997).
 *
 * @param high 0..65535, by custom an AS number
 * @param low 0..65535
 */
public record Community(int high, int low) implements Comparable<Community> {
  /** The speaker is about to leave: others shall be preferred (RFC 8326). */
  public static final Community GRACEFUL_SHUTDOWN = new Community(0xffff, 0);

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,5}):([0-9]{1,5})");
  private static final int HIGHEST = 0xffff;

  public Community {
    if (high < 0 || high > HIGHEST || low < 0 || low > HIGHEST) {
      throw new IllegalArgumentException("community: " + high + ":" + low + " (expected: 0..65535 each)");
    }
  }

  /** Reads {@code 64512:100}; empty where it is none. */
  public static Optional<Community> parse(String text) {
    var match = TEXT.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    int high = Integer.parseInt(match.group(1));
    int low = Integer.parseInt(match.group(2));
    return high > HIGHEST || low > HIGHEST ? Optional.empty() : Optional.of(new Community(high, low));
  }

  @Override
  public int compareTo(Community other) {
    return high != other.high ? Integer.compare(high, other.high) : Integer.compare(low, other.low);
  }

  @Override
  public String toString() {
    return high + ":" + low;
  }
}
