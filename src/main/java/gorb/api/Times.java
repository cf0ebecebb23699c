package gorb.api;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The form of times: RFC 3339, to the millisecond. */
final class Times {
  private Times() {}

  static String format(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
