package gorb.webhooks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Letters as requests of HTTP: POST with JSON, no proxy, no redirect; any status from 200 to 299 takes a letter. For
 * {@code https} the certificate has to be valid and of the host. Of an answer's body a little is read and nothing kept.
 */
final class HttpPost implements Post {
  private static final long LONGEST_ANSWER = 64 << 10;

  private final URI url;
  private final Duration patience;
  private final HttpClient client;

  /**
   * @param tls whom to trust; empty for those whom the JDK trusts
   * @param patience for the whole of a request and its answer
   */
  HttpPost(URI url, Optional<SSLContext> tls, Duration patience) {
    this.url = url;
    this.patience = patience;
    var builder = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(HttpClient.Builder.NO_PROXY)
        .connectTimeout(patience);
    tls.ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  @Override
  public void send(Map<String, String> headers, String body) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(url)
        .header("Content-Type", "application/json")
        .header("User-Agent", "gorb")
        .POST(BodyPublishers.ofString(body));
    headers.forEach(request::header);
    var answer = client.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.discarding(), LONGEST_ANSWER));
    try {
      int status = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode();
      if (status < 200 || status > 299) {
        throw new IOException("status " + status);
      }
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + patience.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), e);
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
