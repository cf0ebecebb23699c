package gorb.http;

import java.util.Map;

/** A response as a test reads it from the wire; header names in lower case. */
public record Answer(int status, Map<String, String> headers, String body) {
  /** The value of a header field, or an empty text. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
