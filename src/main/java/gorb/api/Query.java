package gorb.api;

import gorb.document.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters behind the question mark of a request, each at most once. */
record Query(Map<String, String> parameters) {
  Query {
    parameters = Map.copyOf(parameters);
  }

  /**
   * The parameters of a query.
   *
   * @param known their names
   * @throws ApiException where one is unknown or comes twice, so that no word of a client is passed over
   */
  static Query of(@Nullable String text, List<String> known) throws ApiException {
    var parameters = new HashMap<String, String>();
    for (var part : text == null || text.isEmpty() ? new String[0] : text.split("&", -1)) {
      int equals = part.indexOf('=');
      var name = equals < 0 ? part : part.substring(0, equals);
      if (!known.contains(name)) {
        throw refused(name, "unknown (expected: " + String.join(", ", known) + ")");
      }
      if (parameters.put(name, decoded(name, equals < 0 ? "" : part.substring(equals + 1))) != null) {
        throw refused(name, "given twice");
      }
    }
    return new Query(parameters);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** A whole number of a parameter, or what counts where it is not given. */
  int number(String name, int lowest, int highest, int otherwise) throws ApiException {
    var text = parameters.get(name);
    if (text == null) {
      return otherwise;
    }
    if (text.matches("\\d{1,9}") && Integer.parseInt(text) >= lowest && Integer.parseInt(text) <= highest) {
      return Integer.parseInt(text);
    }
    throw refused(name, text + " (expected: " + lowest + ".." + highest + ")");
  }

  /** The error that names a parameter. */
  static ApiException refused(String name, String message) {
    return new ApiException(400, name + ": " + message, List.of(new Problem(name, message)));
  }

  private static String decoded(String name, String value) throws ApiException {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw refused(name, value + " (expected: percent-encoded text)");
    }
  }
}
