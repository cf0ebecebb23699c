package gorb.bgp.message;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** A mark on routes with room for AS numbers of 32 bits (RFC 8092): three numbers, 0..4294967295 each. */
public record LargeCommunity(long administrator, long first, long second) implements Comparable<LargeCommunity> {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,10}):([0-9]{1,10}):([0-9]{1,10})");
  private static final Comparator<LargeCommunity> ORDER = Comparator.comparingLong(LargeCommunity::administrator)
      .thenComparingLong(LargeCommunity::first).thenComparingLong(LargeCommunity::second);
  private static final long HIGHEST = 0xffff_ffffL;

  public LargeCommunity {
    if (isOutside(administrator) || isOutside(first) || isOutside(second)) {
      throw new IllegalArgumentException("large community: " + administrator + ":" + first + ":" + second
          + " (expected: 0..4294967295 each)");
    }
  }

  /** Reads {@code 64512:1:2}; empty where it is none. */
  public static Optional<LargeCommunity> parse(String text) {
    var match = TEXT.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    long administrator = Long.parseLong(match.group(1));
    long first = Long.parseLong(match.group(2));
    long second = Long.parseLong(match.group(3));
    return isOutside(administrator) || isOutside(first) || isOutside(second)
        ? Optional.empty()
        : Optional.of(new LargeCommunity(administrator, first, second));
  }

  @Override
  public int compareTo(LargeCommunity other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return administrator + ":" + first + ":" + second;
  }

  private static boolean isOutside(long number) {
    return number < 0 || number > HIGHEST;
  }
}
