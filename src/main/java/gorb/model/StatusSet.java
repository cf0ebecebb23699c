package gorb.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Statuses of HTTP that count as well, as ranges in the order that they were said in.
 *
 * @param ranges at least one
 */
public record StatusSet(List<Range> ranges) {
  /** The lowest and the highest that can be asked for. */
  public static final int LOWEST = 100;
  public static final int HIGHEST = 999;
  /** How many ranges there may be. */
  public static final int MOST_RANGES = 32;

  private static final Pattern RANGE = Pattern.compile(" *([1-9][0-9]{2})(?: *- *([1-9][0-9]{2}))? *");

  public StatusSet {
    ranges = List.copyOf(ranges);
    if (ranges.isEmpty() || ranges.size() > MOST_RANGES) {
      throw new IllegalArgumentException("ranges: " + ranges.size() + " (expected: 1.." + MOST_RANGES + ")");
    }
  }

  /** One status. */
  public static StatusSet of(int status) {
    return new StatusSet(List.of(new Range(status, status)));
  }

  /** Reads statuses and ranges with commas between, such as {@code 200-299,404}; empty where it is no such text. */
  public static Optional<StatusSet> parse(String text) {
    var ranges = new ArrayList<Range>();
    for (var part : text.split(",", MOST_RANGES + 1)) {
      var match = RANGE.matcher(part);
      if (!match.matches()) {
        return Optional.empty();
      }
      int from = Integer.parseInt(match.group(1));
      int to = match.group(2) == null ? from : Integer.parseInt(match.group(2));
      if (to < from) {
        return Optional.empty();
      }
      ranges.add(new Range(from, to));
    }
    return Optional.of(new StatusSet(ranges));
  }

  /** Whether a status is one of them. */
  public boolean contains(int status) {
    return ranges.stream().anyMatch(range -> range.from() <= status && status <= range.to());
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
  }

  /** Statuses from one to another, both of them included. */
  public record Range(int from, int to) {
    public Range {
      if (from < LOWEST || to > HIGHEST || to < from) {
        throw new IllegalArgumentException(
            "statuses: " + from + ".." + to + " (expected: within " + LOWEST + ".." + HIGHEST + ")");
      }
    }

    @Override
    public String toString() {
      return from == to ? String.valueOf(from) : from + "-" + to;
    }
  }
}
