package gorb.api;

import gorb.document.Intervals;
import gorb.document.Problem;
import gorb.http.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * On what terms a client wants a change of the state as a whole.
 *
 * @param expected the revision that must be in force ({@code If-Match}); empty for any
 * @param confirmation how long the change waits to be confirmed ({@code ?confirm_within=}); empty for good
 */
record Conditions(OptionalLong expected, Optional<Duration> confirmation) {
  private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})\"");
  private static final String CONFIRM_WITHIN = "confirm_within";
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(24);

  /**
   * The terms of a request.
   *
   * @throws ApiException where they are not understood: a change for good instead of a while would be no small mistake
   */
  static Conditions of(Request request) throws ApiException {
    return new Conditions(expected(request.headers().all("If-Match")), confirmation(request.target().query()));
  }

  /** How {@code ETag} names a revision. */
  static String tag(long revision) {
    return "\"" + revision + "\"";
  }

  private static OptionalLong expected(List<String> values) throws ApiException {
    var value = String.join(", ", values);
    if (value.isEmpty() || value.equals("*")) {
      return OptionalLong.empty();
    }
    var match = TAG.matcher(value);
    if (!match.matches()) {
      throw refused("If-Match", value + " (expected: one revision in quotes, such as \"7\")");
    }
    return OptionalLong.of(Long.parseLong(match.group(1)));
  }

  private static Optional<Duration> confirmation(@Nullable String query) throws ApiException {
    if (query == null || query.isEmpty()) {
      return Optional.empty();
    }
    int equals = query.indexOf('=');
    var name = equals < 0 ? query : query.substring(0, equals);
    if (!name.equals(CONFIRM_WITHIN)) {
      throw refused(name, "unknown (expected: " + CONFIRM_WITHIN + ")");
    }
    var text = equals < 0 ? "" : query.substring(equals + 1);
    var duration = Intervals.parse(text)
        .filter(it -> it.compareTo(SHORTEST) >= 0 && it.compareTo(LONGEST) <= 0);
    if (duration.isEmpty()) {
      throw refused(CONFIRM_WITHIN, "\"" + text + "\" (expected: a duration from " + Intervals.format(SHORTEST) + " to "
          + Intervals.format(LONGEST) + ", such as 60s)");
    }
    return duration;
  }

  private static ApiException refused(String field, String message) {
    return new ApiException(400, field + ": " + message, List.of(new Problem(field, message)));
  }
}
