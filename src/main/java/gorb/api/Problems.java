package gorb.api;

import gorb.http.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects everything that is wrong with one request, and what of it is ignored. Confined to its request. */
final class Problems {
  /** The fixed texts of the original, which its clients compare with. */
  static final String ENDPOINT_MISSING = "endpoint information is missing";
  static final String UNKNOWN_PROTOCOL = "specified protocol is unknown";
  static final String UNKNOWN_FLAG = "specified flag is unknown";
  static final String UNKNOWN_FORWARDING = "specified forwarding method is unknown";
  static final String UNKNOWN_PULSE = "specified pulse type is unknown";
  static final String BAD_INTERVAL = "invalid interval format";
  static final String INTERVAL_NOT_POSITIVE = "pulse interval must be positive";
  static final String INCOMPATIBLE_FAMILIES = "incompatible address families";

  private static final int MOST_IGNORED = 10;
  private static final int LONGEST_IGNORED = 64;

  private final Set<String> texts = new LinkedHashSet<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();

  /** Adds a problem whose text is made of field and message. */
  void add(String field, String message) {
    add(field + ": " + message, field, message);
  }

  /** Adds a problem with a text of its own; the same text is told once. */
  void add(String text, String field, String message) {
    texts.add(text);
    problems.add(new Problem(field, message));
  }

  /** Notes a field that means nothing. */
  void ignore(String field) {
    ignored.add(field);
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  /** Answers the request with 400 where there is a problem. */
  void raise() throws ApiException {
    if (!isEmpty()) {
      throw new ApiException(400, String.join("; ", texts), problems);
    }
  }

  /** The answer with a header that names the ignored fields, where there are any. */
  Response noted(Response response) {
    return ignored.isEmpty() ? response : response.with("Gorb-Ignored-Fields", ignored.stream()
        .limit(MOST_IGNORED)
        .map(field -> field.length() > LONGEST_IGNORED ? field.substring(0, LONGEST_IGNORED) : field)
        .map(field -> URLEncoder.encode(field, StandardCharsets.UTF_8))
        .collect(Collectors.joining(", ")));
  }
}
