package gorb.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An answer.
 *
 * @param status 200..599
 * @param headers further header fields; lengths and connection handling are the server's
 * @param body its content; the server leaves it out in answers to HEAD
 * @param feed what is told after the body for as long as the client listens; such an answer has no length
 */
public record Response(int status, Map<String, String> headers, Body body, Optional<Feed> feed) {
  /** The media type of JSON. */
  public static final String JSON = "application/json";

  public Response {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 200..599)");
    }
    headers = Map.copyOf(headers);
  }

  /** An answer that ends with its body. */
  public Response(int status, Map<String, String> headers, Body body) {
    this(status, headers, body, Optional.empty());
  }

  /** An answer that goes on for as long as the client listens. */
  public static Response of(String contentType, Feed feed) {
    return new Response(200, Map.of("Content-Type", contentType), Body.EMPTY, Optional.of(feed));
  }

  /** An answer without content. */
  public static Response empty(int status) {
    return new Response(status, Map.of(), Body.EMPTY);
  }

  /** An answer with a text. */
  public static Response of(int status, String contentType, String text) {
    return new Response(status, Map.of("Content-Type", contentType), Body.of(text));
  }

  /** The same answer with one more header field. */
  public Response with(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body, feed);
  }

  /** An error in the shape of the API, for texts of this package: printable, without quotes and backslashes. */
  static Response error(int status, String text) {
    return of(status, JSON, "{\n\t\"error\": \"" + text + "\"\n}");
  }
}
