package gorb.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One method of one path.
 *
 * @param method such as {@code GET}, which stands for {@code HEAD}, too
 * @param pattern segments, those in braces being variables: {@code /service/{service}}
 * @param mostBytes the longest body; a longer one gets 413
 */
public record Route(String method, String pattern, int mostBytes, RouteHandler handler) {
  /** What a body about one service or backend may have: 1 MiB. */
  static final int ORDINARY = 1 << 20;

  /** A route that takes ordinary bodies. */
  public Route(String method, String pattern, RouteHandler handler) {
    this(method, pattern, ORDINARY, handler);
  }

  public Route {
    if (!pattern.startsWith("/")) {
      throw new IllegalArgumentException("route pattern: " + pattern + " (expected: a path from its slash)");
    }
  }

  /** The variables of a path that has the form of this route; a variable is never empty. */
  Optional<Map<String, String>> match(List<String> segments) {
    var own = List.of(pattern.substring(1).split("/", -1));
    if (own.size() != segments.size()) {
      return Optional.empty();
    }
    var values = new HashMap<String, String>();
    for (int i = 0; i < own.size(); i++) {
      var expected = own.get(i);
      var segment = segments.get(i);
      if (!expected.startsWith("{")) {
        if (!expected.equals(segment)) {
          return Optional.empty();
        }
      } else if (segment.isEmpty()) {
        return Optional.empty();
      } else {
        values.put(expected.substring(1, expected.length() - 1), segment);
      }
    }
    return Optional.of(values);
  }
}
