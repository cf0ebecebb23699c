package gorb.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Parts of targets of requests. */
final class Paths {
  private Paths() {}

  /** A path of names, percent-encoded but for its slashes. */
  static String encoded(String names) {
    return parameter(names).replace("%2F", "/");
  }

  /** A value of a query, percent-encoded. */
  static String parameter(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
