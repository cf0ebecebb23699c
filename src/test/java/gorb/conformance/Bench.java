package gorb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.http.Answer;
import gorb.http.RawClient;
import gorb.model.ServerKey;
import gorb.model.IpAddress;
import java.io.IOException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The hands of a row: a client of the API, and a look at the table. */
public final class Bench {
  private static final JsonMapper JSON = new JsonMapper();

  private final Site site;

  Bench(Site site) {
    this.site = site;
  }

  IpAddress defaultAddress() {
    return site.defaultAddress();
  }

  Answer ask(String method, String target, String body) throws IOException {
    return RawClient.ask(site.api(), method, target, body);
  }

  Answer get(String target) throws IOException {
    return ask("GET", target, "");
  }

  Answer put(String target, String body) throws IOException {
    return ask("PUT", target, body);
  }

  Answer patch(String target, String body) throws IOException {
    return ask("PATCH", target, body);
  }

  Answer delete(String target) throws IOException {
    return ask("DELETE", target, "");
  }

  /** What a GET shows, as a tree. */
  JsonNode shown(String target) throws IOException {
    var answer = get(target);
    assertThat(answer.status()).as("GET %s: %s", target, answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** Does what a row takes for granted. */
  void given(String target, String body) throws IOException {
    accepted(put(target, body));
  }

  /** A success of the original: 200 and nothing else. */
  static void accepted(Answer answer) {
    assertThat(answer.status()).as("answer %s", answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("content-length")).isEqualTo("0");
    assertThat(answer.headers()).doesNotContainKey("content-type");
  }

  /** An error with exactly a text. */
  static void refused(Answer answer, int status, String text) {
    refused(answer, status);
    assertThat(JSON.readTree(answer.body()).path("error").asString()).isEqualTo(text);
  }

  /** An error with whatever text, of which the answer is returned. */
  static String refused(Answer answer, int status) {
    assertThat(answer.status()).as("answer %s", answer.body()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    var error = JSON.readTree(answer.body()).path("error");
    assertThat(error.isString()).isTrue();
    assertThat(error.asString()).isNotEmpty();
    return error.asString();
  }

  /** Whether the table has a service, by its key: {@code tcp/10.0.0.1:80}. */
  boolean carries(String service) throws Exception {
    return site.witness().table().pools().keySet().stream().anyMatch(key -> key.toString().equals(service));
  }

  /** A service of the table. */
  Pool pool(String service) throws Exception {
    var pools = site.witness().table().pools();
    return pools.entrySet().stream()
        .filter(entry -> entry.getKey().toString().equals(service))
        .findAny()
        .orElseThrow(() -> new AssertionError("the table has no " + service + " among " + pools.keySet()))
        .getValue();
  }

  /** A destination of the table. */
  Destination destination(String service, String server) throws Exception {
    int colon = server.lastIndexOf(':');
    var host = server.substring(0, colon).replaceAll("[\\[\\]]", "");
    var key = new ServerKey(IpAddress.of(host), Integer.parseInt(server.substring(colon + 1)));
    return Objects.requireNonNull(
        pool(service).destinations().get(key), "the table has no " + server + " in " + service);
  }

  /** Removes every service. */
  void clear() throws IOException {
    for (var name : shown("/service").values()) {
      var path = java.net.URLEncoder.encode(name.asString(), java.nio.charset.StandardCharsets.UTF_8).replace("+",
          "%20");
      accepted(delete("/service/" + path));
    }
  }
}
