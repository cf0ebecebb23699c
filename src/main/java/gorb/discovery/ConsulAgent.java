package gorb.discovery;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The HTTP API of a Consul agent, as far as registration needs it
 * (<a href="https://developer.hashicorp.com/consul/api-docs/agent/service">agent/service</a>). Every call waits for its
 * answer, at most {@link Settings#patience}; asked by one thread. Messages never show the URL's user and query.
 */
public final class ConsulAgent implements AutoCloseable {
  /** How long a registration is alive without a report. */
  static final Duration TTL = Duration.ofSeconds(30);

  private static final JsonMapper JSON = new JsonMapper();
  /** An agent has tens of services, of a few hundred bytes each. */
  private static final long LONGEST_ANSWER = 16L << 20;
  private static final int LONGEST_REASON = 200;

  private final Settings settings;
  private final HttpClient client;

  /**
   * Where the agent is, and how it is asked.
   *
   * @param url with the path before {@code /v1}, and a query that goes with every request, as {@code ?ns=team}
   * @param token the ACL token, read anew for each request
   * @param patience for one answer
   */
  public record Settings(URI url, Supplier<Optional<String>> token, Duration patience) {}

  /** An agent; nothing is asked yet. */
  public ConsulAgent(Settings settings) {
    this.settings = settings;
    this.client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(HttpClient.Builder.NO_PROXY)
        .connectTimeout(settings.patience())
        .build();
  }

  /** Everything that is registered at the agent, also by others, by identity. */
  Map<String, CatalogEntry> services() throws IOException, InterruptedException {
    var text = ask("GET", "/v1/agent/services", "");
    var entries = new TreeMap<String, CatalogEntry>();
    try {
      JSON.readTree(text).properties().forEach(service -> entries.put(service.getKey(), entry(service.getValue())));
    } catch (JacksonException e) {
      throw new ConsulException("GET /v1/agent/services: no JSON: " + e.getOriginalMessage());
    }
    return entries;
  }

  /** Registers a service, or changes its registration. */
  void register(String id, Registration registration) throws IOException, InterruptedException {
    ask("PUT", "/v1/agent/service/register", body(id, registration).toString());
  }

  /** Says that a service is alive, or that it is not, for one more {@link #TTL}. */
  void report(String id, Registration registration) throws IOException, InterruptedException {
    ask("PUT", "/v1/agent/check/update/" + encoded("service:" + id), JsonNodeFactory.instance.objectNode()
        .put("Status", status(registration))
        .put("Output", registration.reason())
        .toString());
  }

  /** Removes a registration; one that is not there is a refusal in some versions of Consul. */
  void deregister(String id) throws IOException, InterruptedException {
    ask("PUT", "/v1/agent/service/deregister/" + encoded(id), "");
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private static CatalogEntry entry(JsonNode service) {
    var tags = new ArrayList<String>();
    service.path("Tags").values().forEach(tag -> tags.add(tag.asString("")));
    var meta = new HashMap<String, String>();
    service.path("Meta").properties().forEach(it -> meta.put(it.getKey(), it.getValue().asString("")));
    return new CatalogEntry(service.path("Service").asString(""), service.path("Address").asString(""),
        service.path("Port").asInt(0), tags, meta);
  }

  /** The three keys of the original first. */
  private static ObjectNode body(String id, Registration registration) {
    var entry = registration.entry();
    var body = JsonNodeFactory.instance.objectNode()
        .put("Name", entry.name())
        .put("Address", entry.address())
        .put("Port", entry.port())
        .put("ID", id);
    entry.tags().forEach(body.putArray("Tags")::add);
    entry.meta().forEach(body.putObject("Meta")::put);
    body.putObject("Check")
        .put("CheckID", "service:" + id)
        .put("Name", "gorb")
        .put("TTL", TTL.toSeconds() + "s")
        .put("Status", status(registration))
        .put("Notes", registration.reason());
    return body;
  }

  private static String status(Registration registration) {
    return registration.isAlive() ? "passing" : "critical";
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String ask(String method, String path, String body) throws IOException, InterruptedException {
    var answer = client.sendAsync(request(method, path, body),
        BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER));
    try {
      var response = answer.get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new ConsulException(method + " " + path + ": " + response.statusCode() + " " + shown(response.body()));
      }
      return response.body();
    } catch (TimeoutException e) {
      throw new IOException(method + " " + path + ": no answer within " + settings.patience().toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(method + " " + path + ": " + reason(e.getCause() == null ? e : e.getCause()), e);
    } finally {
      answer.cancel(true);
    }
  }

  private HttpRequest request(String method, String path, String body) {
    var url = settings.url();
    var base = url.getScheme() + "://" + hostAndPort(url)
        + Optional.ofNullable(url.getRawPath()).orElse("").replaceFirst("/+$", "");
    var query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    var request = HttpRequest.newBuilder(URI.create(base + path + query))
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
        .header("Content-Type", "application/json");
    settings.token().get().ifPresent(token -> request.header("X-Consul-Token", token));
    if (url.getUserInfo() != null) {
      request.header("Authorization",
          "Basic " + Base64.getEncoder().encodeToString(url.getUserInfo().getBytes(StandardCharsets.UTF_8)));
    }
    return request.build();
  }

  private static String hostAndPort(URI url) {
    return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
  }

  /** The first line of what Consul says, for a log. */
  private static String shown(String text) {
    var line = List.of(text.strip().split("\\R", 2)).getFirst();
    return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
