package gorb.discovery;

import gorb.model.DiscoverySource;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The HTTP API of a Consul agent, as far as registration and discovery need it
 * (<a href="https://developer.hashicorp.com/consul/api-docs/agent/service">agent/service</a>,
 * <a href="https://developer.hashicorp.com/consul/api-docs/health">health</a>). Every call waits for its answer, at
 * most {@link Settings#patience} beyond what Consul is asked to wait; any thread. Messages never show the URL's user
 * and query.
 */
public final class ConsulAgent implements AutoCloseable {
  /** How long a registration is alive without a report. */
  static final Duration TTL = Duration.ofSeconds(30);

  private static final String INDEX = "X-Consul-Index";
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
   * @param tls whom to trust with {@code https}; empty for those whom the JDK trusts
   * @param patience for one answer
   */
  public record Settings(
      URI url, Supplier<Optional<String>> token, Optional<SSLContext> tls, Duration patience) {}

  /** An agent; nothing is asked yet. */
  public ConsulAgent(Settings settings) {
    this.settings = settings;
    var builder = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(HttpClient.Builder.NO_PROXY)
        .connectTimeout(settings.patience());
    settings.tls().ifPresent(builder::sslContext);
    this.client = builder.build();
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

  /**
   * The instances of a service in the catalogue: at once, or when there is something newer than an index.
   *
   * @param index 0 for at once
   * @param wait how long Consul waits for something newer at the most
   */
  Page instances(DiscoverySource.Consul service, long index, Duration wait) throws IOException, InterruptedException {
    var query = new StringBuilder("index=" + index + "&wait=" + wait.toSeconds() + "s");
    parameter(query, "tag", service.tag());
    parameter(query, "near", service.near());
    parameter(query, "dc", service.datacenter());
    var path = "/v1/health/service/" + encoded(service.service());
    // Consul adds up to a sixteenth to the wait.
    var answer = ask("GET", path, query.toString(), "", settings.patience().plus(wait).plus(wait.dividedBy(16)));
    try {
      var tree = JSON.readTree(answer.body());
      if (!tree.isArray()) {
        throw new ConsulException("GET " + path + ": no array of instances");
      }
      return new Page(tree, answer.headers().firstValue(INDEX).flatMap(ConsulAgent::number));
    } catch (JacksonException e) {
      throw new ConsulException("GET " + path + ": no JSON: " + e.getOriginalMessage());
    }
  }

  /**
   * What Consul answered.
   *
   * @param index of the answer; empty where Consul, or somebody between, says none
   */
  record Page(JsonNode tree, Optional<Long> index) {}

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

  private static void parameter(StringBuilder query, String name, String value) {
    if (!value.isEmpty()) {
      query.append('&').append(name).append('=').append(encoded(value));
    }
  }

  private static Optional<Long> number(String text) {
    return text.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  private String ask(String method, String path, String body) throws IOException, InterruptedException {
    return ask(method, path, "", body, settings.patience()).body();
  }

  private HttpResponse<String> ask(String method, String path, String query, String body, Duration patience)
      throws IOException, InterruptedException {
    var answer = client.sendAsync(request(method, path, query, body),
        BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER));
    try {
      var response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new ConsulException(method + " " + path + ": " + response.statusCode() + " " + shown(response.body()));
      }
      return response;
    } catch (TimeoutException e) {
      throw new IOException(method + " " + path + ": no answer within " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(method + " " + path + ": " + reason(e.getCause() == null ? e : e.getCause()), e);
    } finally {
      answer.cancel(true);
    }
  }

  private HttpRequest request(String method, String path, String own, String body) {
    var url = settings.url();
    var base = url.getScheme() + "://" + hostAndPort(url)
        + Optional.ofNullable(url.getRawPath()).orElse("").replaceFirst("/+$", "");
    var query = Stream.of(own, Optional.ofNullable(url.getRawQuery()).orElse(""))
        .filter(it -> !it.isEmpty())
        .collect(Collectors.joining("&", "?", ""));
    var request = HttpRequest.newBuilder(URI.create(base + path + (query.length() > 1 ? query : "")))
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
