package gorb.demo;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks by HTTP, a connection a request, never through a proxy. */
final class DemoClient {
  /** Patient: a daemon that has just started, on a busy machine, is slow and not broken. */
  private static final int TIMEOUT_MILLIS = 10_000;

  private DemoClient() {}

  /**
   * The answer's body.
   *
   * @throws IOException naming method, address and status where the answer is no success
   */
  static String ask(String method, URI uri, String body) throws IOException {
    var connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setRequestMethod(method);
    connection.setRequestProperty("Connection", "close");
    if (!body.isEmpty()) {
      connection.setDoOutput(true);
      connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
    int status = connection.getResponseCode();
    try (var answer = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      var text = answer == null ? "" : new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      if (status >= 400) {
        throw new IOException(method + " " + uri + ": " + status + " " + text);
      }
      return text;
    }
  }
}
