package gorb.api;

import gorb.document.Intervals;
import gorb.http.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * On what terms a client wants a change of the state as a whole.
 *
 * @param expected the revision that must be in force ({@code If-Match}); empty for any
 * @param confirmation how long the change waits to be confirmed ({@code ?confirm_within=}); empty for good
 * @param reason what people say of it ({@code ?reason=}), to be kept with the revision; empty for nothing
 */
record Conditions(OptionalLong expected, Optional<Duration> confirmation, Optional<String> reason) {
  private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})\"");
  private static final String CONFIRM_WITHIN = "confirm_within";
  private static final String REASON = "reason";
  /** Characters of a reason: a sentence in the log and in a list of revisions. */
  private static final int LONGEST_REASON = 200;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(24);

  /**
   * The terms of a request.
   *
   * @throws ApiException where they are not understood: a change for good instead of a while would be no small mistake
   */
  static Conditions of(Request request) throws ApiException {
    var query = Query.of(request.target().query(), List.of(CONFIRM_WITHIN, REASON));
    return new Conditions(expected(request.headers().all("If-Match")), confirmation(query), reason(query));
  }

  /** The cause of a revision: what was asked for, and what people say of it. */
  String cause(String request) {
    return reason.map(text -> request + ": " + text).orElse(request);
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
      throw Query.refused("If-Match", value + " (expected: one revision in quotes, such as \"7\")");
    }
    return OptionalLong.of(Long.parseLong(match.group(1)));
  }

  private static Optional<Duration> confirmation(Query query) throws ApiException {
    var text = query.text(CONFIRM_WITHIN);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var duration = Intervals.parse(text.get())
        .filter(it -> it.compareTo(SHORTEST) >= 0 && it.compareTo(LONGEST) <= 0);
    if (duration.isEmpty()) {
      throw Query.refused(CONFIRM_WITHIN, "\"" + text.get() + "\" (expected: a duration from "
          + Intervals.format(SHORTEST) + " to " + Intervals.format(LONGEST) + ", such as 60s)");
    }
    return duration;
  }

  /** A line of text: it gets into logs and onto terminals. */
  private static Optional<String> reason(Query query) throws ApiException {
    var text = query.text(REASON);
    if (text.isPresent() && (text.get().isBlank() || text.get().length() > LONGEST_REASON
        || text.get().chars().anyMatch(Character::isISOControl))) {
      throw Query.refused(REASON,
          "expected: 1 to " + LONGEST_REASON + " characters, no control characters, not only blanks");
    }
    return text;
  }
}
