package gorb.events;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names an event, for a reader that comes back.
 *
 * @param stream tells the numbers of this process from those of another one, and from those before a pause
 * @param number grows by one with every event
 */
record EventId(long stream, long number) {
  private static final Pattern FORM = Pattern.compile("([0-9a-f]{1,15})-([0-9]{1,18})");

  /** What a reader says that it saw last; empty where that is nothing of ours. */
  static Optional<EventId> parse(String text) {
    var parts = FORM.matcher(text);
    return parts.matches()
        ? Optional.of(new EventId(Long.parseLong(parts.group(1), 16), Long.parseLong(parts.group(2))))
        : Optional.empty();
  }

  EventId next() {
    return new EventId(stream, number + 1);
  }

  @Override
  public String toString() {
    return Long.toHexString(stream) + "-" + number;
  }
}
