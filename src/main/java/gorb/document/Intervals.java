package gorb.document;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Durations as clients write them: {@code 5s}, {@code 2m}, {@code 10minutes}, {@code 24h} as in the original, and
 * beyond it {@code 500ms}, {@code 1.5s}, {@code 1m30s}, {@code 1hour}. Spaces around one and case do not matter.
 */
public final class Intervals {
  /** Of any interval or timeout: ipvsadm's bound of a timeout. */
  static final Duration LONGEST = Duration.ofDays(31);
  /** Of any interval or timeout: below it a check would be a busy loop. */
  static final Duration SHORTEST = Duration.ofMillis(10);

  private static final int LONGEST_TEXT = 64;
  /** So many hours are nanoseconds that a long holds. */
  private static final int MOST_DIGITS = 6;
  private static final String PART = "(\\d+(?:\\.\\d+)?)(ms|seconds|second|sec|s|minutes|minute|min|m|hours|hour|h)";
  private static final Pattern PARTS = Pattern.compile(PART);
  private static final Pattern INTERVAL = Pattern.compile("([+-]?)((?:" + PART + ")+)");

  private Intervals() {}

  /** Reads an interval, which may be negative or out of bounds; empty where it is none. */
  public static Optional<Duration> parse(String text) {
    if (text.isEmpty() || text.length() > LONGEST_TEXT) {
      return Optional.empty();
    }
    var plain = plain(text);
    if (plain.isPresent()) {
      return plain;
    }
    var match = INTERVAL.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!match.matches()) {
      return Optional.empty();
    }
    var nanos = BigDecimal.ZERO;
    var parts = PARTS.matcher(match.group(2));
    while (parts.find()) {
      nanos = nanos.add(new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit(parts.group(2)).toNanos())));
    }
    // A longer one than a long can hold is out of bounds all the same.
    long bounded = nanos.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    return Optional.of(Duration.ofNanos(match.group(1).equals("-") ? -bounded : bounded));
  }

  /**
   * Reads a few digits and a unit of one letter, or {@code ms}: what nearly everybody writes, ten thousand times in a
   * document. It needs neither a pattern nor BigDecimal, whose tables alone are a twentieth of a start.
   */
  private static Optional<Duration> plain(String text) {
    int digits = 0;
    long number = 0;
    while (digits < text.length() && digits < MOST_DIGITS && isDigit(text.charAt(digits))) {
      number = 10 * number + text.charAt(digits) - '0';
      digits++;
    }
    if (digits == 0) {
      return Optional.empty();
    }
    return switch (text.substring(digits)) {
      case "ms", "s", "m", "h" -> Optional.of(unit(text.substring(digits)).multipliedBy(number));
      case String _ -> Optional.empty();
    };
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** An interval in the largest unit that keeps it whole. */
  public static String format(Duration interval) {
    if (interval.toNanosPart() % 1_000_000 != 0) {
      return BigDecimal.valueOf(interval.toNanos(), 9).stripTrailingZeros().toPlainString() + "s";
    }
    if (interval.toNanosPart() != 0) {
      return interval.toMillis() + "ms";
    }
    long seconds = interval.toSeconds();
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static Duration unit(String name) {
    if (name.equals("ms")) {
      return Duration.ofMillis(1);
    }
    if (name.startsWith("s")) {
      return Duration.ofSeconds(1);
    }
    return name.startsWith("m") ? Duration.ofMinutes(1) : Duration.ofHours(1);
  }
}
