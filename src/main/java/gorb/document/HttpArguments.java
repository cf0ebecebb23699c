package gorb.document;

import gorb.model.CheckMethod;
import gorb.model.ServerKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The arguments of a check by HTTP. */
final class HttpArguments {
  private static final int LONGEST_WORD = 64;
  private static final int LONGEST_PATH = 2_048;

  private HttpArguments() {}

  /** The check that they ask for. */
  static CheckMethod.HttpStatus read(Fields args, ServerKey server) {
    var path = args.text("path", LONGEST_PATH);
    var target = path.flatMap(HttpArguments::requestTarget);
    if (path.isPresent() && target.isEmpty()) {
      args.problems().add(args.path("path"), Fields.shown(JsonNodeFactory.instance.stringNode(path.get()))
          + " (expected: a path with or without a query, without '#' and control characters)");
    }
    int expected = args.integerOrDigits("expect", 100, 599).orElse(200);
    return new CheckMethod.HttpStatus(TargetArguments.read(args, server), method(args), target.orElse("/"), expected);
  }

  /** Writes all of them. */
  static void write(ObjectNode args, CheckMethod.HttpStatus http, ServerKey server) {
    TargetArguments.write(args, http.target(), server);
    args.put("method", http.method()).put("path", http.path()).put("expect", http.expectedStatus());
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
