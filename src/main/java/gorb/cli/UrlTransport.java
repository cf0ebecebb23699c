package gorb.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** HTTP to a URL, directly and never through a proxy. */
record UrlTransport(String place) implements Transport {
  private static final int CONNECT_MILLIS = 5_000;

  UrlTransport {
    place = place.replaceFirst("/+$", "");
    // A change that was sent may have been made, whatever became of the answer.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  /** Whether this is a URL of HTTP. */
  boolean isUsable() {
    try {
      return new URI(place + "/").toURL().openConnection(Proxy.NO_PROXY) instanceof HttpURLConnection;
    } catch (URISyntaxException | IllegalArgumentException | IOException _) {
      return false;
    }
  }

  @Override
  public Answer exchange(Request request) throws IOException {
    var connection = connection(request.path());
    connection.setRequestMethod(request.method());
    request.headers().forEach(connection::setRequestProperty);
    if (!request.method().equals("GET")) {
      connection.setDoOutput(true);
      try (var body = connection.getOutputStream()) {
        body.write(request.content().orElse("").getBytes(StandardCharsets.UTF_8));
      }
    }
    int status = connection.getResponseCode();
    return new Answer(status, text(status < 400 ? connection.getInputStream() : connection.getErrorStream()));
  }

  @Override
  public Live open(Request request, Duration patience) throws IOException {
    var connection = connection(request.path());
    connection.setReadTimeout((int) patience.toMillis());
    request.headers().forEach(connection::setRequestProperty);
    int status = connection.getResponseCode();
    var content = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    return new Live(status, content == null ? InputStream.nullInputStream() : content);
  }

  private HttpURLConnection connection(String path) throws IOException {
    try {
      if (!(new URI(place + path).toURL().openConnection(Proxy.NO_PROXY) instanceof HttpURLConnection connection)) {
        throw new MalformedURLException("no URL of HTTP");
      }
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      connection.setInstanceFollowRedirects(false);
      connection.setRequestProperty("Connection", "close");
      return connection;
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new MalformedURLException(e.getMessage());
    }
  }

  private static String text(@Nullable InputStream stream) throws IOException {
    if (stream == null) {
      return "";
    }
    try (stream) {
      var bytes = stream.readNBytes(LONGEST_ANSWER + 1);
      if (bytes.length > LONGEST_ANSWER) {
        throw new IOException("an answer that is too long (expected: at most " + LONGEST_ANSWER + " bytes)");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
