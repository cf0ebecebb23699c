package gorb.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param status 200..599
 * @param headers further header fields; lengths and connection handling are the server's
 * @param body its content; the server leaves it out in answers to HEAD
 */
public record Response(int status, Map<String, String> headers, Body body) {
  /** The media type of JSON. */
  public static final String JSON = "application/json";

  public Response {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 200..599)");
    }
    headers = Map.copyOf(headers);
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
    return new Response(status, more, body);
  }

  /** An error in the shape of the API, for texts of this package: printable, without quotes and backslashes. */
  static Response error(int status, String text) {
    return of(status, JSON, "{\n\t\"error\": \"" + text + "\"\n}");
  }
}
