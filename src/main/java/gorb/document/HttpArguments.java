package gorb.document;

import gorb.model.CheckMethod;
import gorb.model.HttpExpectation;
import gorb.model.HttpRequest;
import gorb.model.Octets;
import gorb.model.ServerKey;
import gorb.model.StatusSet;
import gorb.model.TlsSettings;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The arguments of a check by HTTP. */
final class HttpArguments {
  private static final int LONGEST_WORD = 64;
  private static final int LONGEST_PATH = 2_048;
  private static final int LONGEST_STATUSES = 256;
  private static final int HIGHEST_STATUS = 599;

  private HttpArguments() {}

  /**
   * The check that they ask for.
   *
   * @param tls of the check; null for plain HTTP
   */
  static CheckMethod.HttpStatus read(Fields args, ServerKey server, @Nullable TlsSettings tls) {
    var path = args.text("path", LONGEST_PATH);
    var target = path.flatMap(HttpArguments::requestTarget);
    if (path.isPresent() && target.isEmpty()) {
      args.problems().add(args.path("path"), Fields.shown(JsonNodeFactory.instance.stringNode(path.get()))
          + " (expected: a path with or without a query, without '#' and control characters)");
    }
    var request = new HttpRequest(
        method(args), target.orElse("/"), HttpHeaderArguments.read(args), args.bool("http2").orElse(false));
    int redirects = args.integer("redirects", 0, CheckMethod.HttpStatus.MOST_REDIRECTS).orElse(0);
    return new CheckMethod.HttpStatus(TargetArguments.read(args, server), request, expectation(args), redirects, tls);
  }

  /** Writes all of the original's, and of the others what is not as the default has it. */
  static void write(ObjectNode args, CheckMethod.HttpStatus http, ServerKey server) {
    TargetArguments.write(args, http.target(), server);
    var expectation = http.expectation();
    args.put("method", http.request().method()).put("path", http.request().path());
    var ranges = expectation.statuses().ranges();
    if (ranges.size() == 1 && ranges.getFirst().from() == ranges.getFirst().to()) {
      args.put("expect", ranges.getFirst().from());
    } else {
      args.put("expect", expectation.statuses().toString());
    }
    HttpHeaderArguments.write(args, http.request().fields());
    if (!expectation.text().isEmpty()) {
      args.put("body_contains", new String(expectation.text().bytes(), StandardCharsets.UTF_8));
    }
    if (!expectation.pattern().isEmpty()) {
      args.put("body_matches", expectation.pattern());
    }
    if (expectation.bodyLimit() != HttpExpectation.DEFAULT_BODY_LIMIT) {
      args.put("body_limit", expectation.bodyLimit());
    }
    if (http.request().isHttp2()) {
      args.put("http2", true);
    }
    if (http.redirects() != 0) {
      args.put("redirects", http.redirects());
    }
    if (http.tls() != null) {
      TlsArguments.write(args, http.tls());
    }
  }

  private static HttpExpectation expectation(Fields args) {
    var text = args.text("body_contains", HttpExpectation.LONGEST_TEXT).map(Octets::ofText).orElse(Octets.NONE);
    var pattern = args.text("body_matches", HttpExpectation.LONGEST_TEXT).filter(it -> isPattern(args, it)).orElse("");
    int limit = args.integer("body_limit", 1, HttpExpectation.HIGHEST_BODY_LIMIT)
        .orElse(HttpExpectation.DEFAULT_BODY_LIMIT);
    return new HttpExpectation(statuses(args), text, pattern, limit);
  }

  /** The original's number or digits, or ranges. */
  private static StatusSet statuses(Fields args) {
    var text = args.isText("expect") ? args.text("expect", LONGEST_STATUSES) : Optional.<String>empty();
    if (text.isEmpty() || text.get().matches("[0-9]*")) {
      return StatusSet.of(args.integerOrDigits("expect", StatusSet.LOWEST, HIGHEST_STATUS).orElse(200));
    }
    var statuses = text.flatMap(StatusSet::parse)
        .filter(set -> set.ranges().stream().allMatch(range -> range.to() <= HIGHEST_STATUS));
    if (statuses.isEmpty()) {
      args.problems().add(args.path("expect"), "\"" + text.get() + "\" (expected: an integer from " + StatusSet.LOWEST
          + " to " + HIGHEST_STATUS + ", or several and ranges of them, such as 200-299,404)");
    }
    return statuses.orElse(StatusSet.of(200));
  }

  private static boolean isPattern(Fields args, String text) {
    if (HttpExpectation.isPattern(text)) {
      return true;
    }
    args.problems().add(args.path("body_matches"), "\"" + text + "\" (expected: a regular expression)");
    return false;
  }

  /** A path as a request line has it, from its slash; empty where it holds what a request line cannot carry. */
  static Optional<String> requestTarget(String path) {
    var target = new StringBuilder(path.startsWith("/") ? "" : "/");
    for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
      if (octet < 0 || octet == ' ') {
        target.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
      } else if (octet < ' ' || octet == 0x7f || octet == '#') {
        return Optional.empty();
      } else {
        target.append((char) octet);
      }
    }
    return Optional.of(target.toString());
  }

  private static String method(Fields args) {
    var method = args.text("method", LONGEST_WORD).filter(it -> !it.isEmpty()).orElse("GET");
    // A token of RFC 9110 §5.6.2.
    if (method.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
      return method;
    }
    args.problems().add(args.path("method"), "\"" + method + "\" (expected: an HTTP method, such as GET)");
    return "GET";
  }
}
