package gorb.shared.kv;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Requests with JSON to the endpoints of a store: one that does not answer makes the next one be asked from then on. No
 * proxy, no redirect. Safe for use by many threads.
 */
final class StoreHttp implements AutoCloseable {
  /** Some 50,000 documents of a kilobyte, in base 64. */
  private static final long LONGEST_ANSWER = 64L << 20;
  private static final int DEEPEST = 16;
  private static final int LONGEST_STRING = 1 << 20;
  private static final int LONGEST_REASON = 200;
  private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder()
              .maxNestingDepth(DEEPEST)
              .maxStringLength(LONGEST_STRING)
              .build())
          .build())
      .build();

  private final StoreSettings settings;
  private final String tokenHeader;
  private final HttpClient client;
  private final AtomicInteger endpoint = new AtomicInteger();
  private final Map<Object, CompletableFuture<?>> waiting = new ConcurrentHashMap<>();

  /** Requests that show their token in a header. */
  StoreHttp(StoreSettings settings, String tokenHeader) {
    this.settings = settings;
    this.tokenHeader = tokenHeader;
    var builder = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(HttpClient.Builder.NO_PROXY)
        .connectTimeout(settings.patience());
    settings.tls().ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /**
   * What a store answered.
   *
   * @param status of HTTP
   * @param body missing where it is no JSON
   * @param text the body, shortened to a line for messages
   */
  record Answer(int status, JsonNode body, String text) {}

  /** The answer to a request, whatever its status. Where there is none, those who wait for news stop waiting. */
  Answer ask(String method, String path, String query, String body) throws IOException, InterruptedException {
    int at = endpoint.get();
    var base = endpoint(at);
    var answer = client.sendAsync(request(base, method, path, query, body),
        BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
    try {
      var response = answer.get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(response.statusCode(), json(response.body()), shown(response.body()));
    } catch (TimeoutException e) {
      avoid(at);
      throw new IOException(
          method + " " + base + path + ": no answer within " + settings.patience().toSeconds() + " s", e);
    } catch (ExecutionException e) {
      avoid(at);
      throw new IOException(method + " " + base + path + ": " + reason(e), e);
    } finally {
      answer.cancel(true);
    }
  }

  /**
   * Waits for news: for the end of an answer that a store holds back until there are some, or goes on with.
   *
   * @param within for how long
   * @param news called with whatever arrives of a body; says whether more may come
   * @return status and headers; empty where the time is over, no more may come, or the store did not answer others
   *     meanwhile
   * @throws IOException where the store does not answer
   */
  Optional<HttpResponse<Void>> await(
      String method, String path, String query, String body, Duration within, Predicate<String> news)
      throws IOException, InterruptedException {
    int at = endpoint.get();
    var base = endpoint(at);
    var isOver = new CompletableFuture<HttpResponse<Void>>();
    var answer = client.sendAsync(request(base, method, path, query, body), BodyHandlers.ofByteArrayConsumer(part -> {
      if (!part.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).map(news::test).orElse(true)) {
        isOver.cancel(false);
      }
    }));
    var _ = answer.whenComplete((response, failure) -> {
      if (failure == null) {
        isOver.complete(response);
      } else {
        isOver.completeExceptionally(failure);
      }
    });
    var ticket = new Object();
    waiting.put(ticket, isOver);
    try {
      return Optional.of(isOver.get(within.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException | CancellationException _) {
      return Optional.empty();
    } catch (ExecutionException e) {
      endpoint.compareAndSet(at, at + 1);
      throw new IOException(method + " " + base + path + ": " + reason(e), e);
    } finally {
      waiting.remove(ticket);
      answer.cancel(true);
    }
  }

  private URI endpoint(int at) {
    return settings.endpoints().get(Math.floorMod(at, settings.endpoints().size()));
  }

  /** Another endpoint is asked from now on. Connections that are silent may be dead, too. */
  private void avoid(int at) {
    endpoint.compareAndSet(at, at + 1);
    waiting.values().forEach(answer -> answer.cancel(true));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private HttpRequest request(URI base, String method, String path, String query, String body) {
    var queries = String.join("&", List.of(query, settings.query()).stream().filter(it -> !it.isEmpty()).toList());
    var request = HttpRequest.newBuilder(URI.create(base + path + (queries.isEmpty() ? "" : "?" + queries)))
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
        .header("Content-Type", "application/json");
    settings.token().get().ifPresent(token -> request.header(tokenHeader, token));
    return request.build();
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return bytes.length == 0 ? JsonNodeFactory.instance.missingNode() : JSON.readTree(bytes);
    } catch (JacksonException _) {
      return JsonNodeFactory.instance.missingNode();
    }
  }

  private static String shown(byte[] bytes) {
    var text = new String(bytes, 0, Math.min(bytes.length, LONGEST_REASON), StandardCharsets.UTF_8);
    return text.strip().replaceAll("\\s+", " ");
  }

  private static String reason(ExecutionException e) {
    var cause = e.getCause() == null ? e : e.getCause();
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
