package gorb.shared.kv;

import gorb.shared.kv.StoreHttp.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The key-value store of Consul: transactions (<a href="https://developer.hashicorp.com/consul/api-docs/txn">txn</a>),
 * blocking queries as watches, and a session for values that go away.
 */
public final class ConsulStore implements KeyValueStore {
  /** How long Consul holds a blocking query back; it adds up to a sixteenth. */
  private static final Duration HELD = Duration.ofSeconds(30);
  /** Of the messages of a write that came second, and of checks that failed. */
  private static final List<String> STALE = List.of("index is stale", "index check", "exist");

  private final StoreHttp http;
  private final Duration patience;
  private final Watches watches = new Watches();
  private @Nullable String session;

  /** A store; nothing is asked yet. */
  public ConsulStore(StoreSettings settings) {
    this.http = new StoreHttp(settings, "X-Consul-Token");
    this.patience = HELD.plus(HELD.dividedBy(16)).plus(settings.patience());
  }

  @Override
  public Map<String, Stored> read(Collection<String> prefixes) throws IOException, InterruptedException {
    var reads = JsonNodeFactory.instance.arrayNode();
    prefixes.forEach(prefix -> reads.addObject().putObject("KV").put("Verb", "get-tree").put("Key", prefix));
    var found = new HashMap<String, Stored>();
    for (var result : results(transaction("consistent", reads))) {
      var entry = result.path("KV");
      found.put(entry.path("Key").asString(),
          new Stored(Base64Text.read(entry.path("Value")), entry.path("ModifyIndex").asLong()));
    }
    return found;
  }

  @Override
  public OptionalLong commit(List<Write> writes) throws IOException, InterruptedException {
    var operations = JsonNodeFactory.instance.arrayNode();
    writes.forEach(write -> operations.addObject().set("KV", operation(write)));
    var answer = transaction("", operations);
    if (isStale(answer)) {
      return OptionalLong.empty();
    }
    long revision = 0;
    for (var result : results(answer)) {
      revision = Math.max(revision, result.path("KV").path("ModifyIndex").asLong());
    }
    return OptionalLong.of(revision);
  }

  @Override
  public void watch(Collection<String> prefixes, Runnable changed) {
    watches.start(prefixes, prefix -> new Watches.Wait() {
      private long index;

      @Override
      public void once() throws IOException, InterruptedException {
        // Who came back empty has lower ones, and would hold a question with the old one back.
        long asked = index;
        index = 0;
        index = newIndex(prefix, asked, changed);
      }
    }, changed);
  }

  @Override
  public void keepAlive(String key, String value) throws IOException, InterruptedException {
    if (session != null && http.ask("PUT", "/v1/session/renew/" + session, "", "").status() != 200) {
      session = null;
    }
    if (session == null) {
      session = newSession();
    }
    if (!isLocked(key, value, session)) {
      http.ask("PUT", "/v1/session/destroy/" + holder(key), "", "");
      if (!isLocked(key, value, session)) {
        throw new StoreRefusedException("lock " + key + ": another session has it");
      }
    }
  }

  @Override
  public void close() {
    watches.close();
    try {
      if (session != null) {
        http.ask("PUT", "/v1/session/destroy/" + session, "", "");
      }
    } catch (IOException _) {
      // It ends by itself.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }

  private static ObjectNode operation(Write write) {
    var operation = JsonNodeFactory.instance.objectNode().put("Key", write.key()).put("Index", write.expected());
    return switch (write) {
      case Write.Put(_, _, var value) -> operation.put("Verb", "cas").put("Value", Base64Text.of(value));
      case Write.Delete _ -> operation.put("Verb", "delete-cas");
      case Write.Check(_, long expected) -> operation.put(
          "Verb", expected == Write.ABSENT ? "check-not-exists" : "check-index");
    };
  }

  /** Waits until the index of a prefix is another one; an index that goes back begins anew, as Consul asks for. */
  private long newIndex(String prefix, long index, Runnable changed) throws IOException, InterruptedException {
    var path = "/v1/kv/" + encoded(prefix);
    var response = http.await("GET", path, "keys&wait=" + HELD.toSeconds() + "s&index=" + index, "", patience, _ -> true);
    if (response.isEmpty()) {
      changed.run();
      return 0;
    }
    int status = response.get().statusCode();
    if (status != 200 && status != 404) {
      throw new StoreRefusedException("GET " + path + ": " + status);
    }
    long next = response.get().headers().firstValueAsLong("X-Consul-Index").orElse(0);
    if (next != index) {
      changed.run();
    }
    if (next <= 0) {
      throw new StoreRefusedException("GET " + path + ": no index");
    }
    return next < index ? 0 : next;
  }

  private String newSession() throws IOException, InterruptedException {
    var body = JsonNodeFactory.instance.objectNode()
        .put("Name", "gorb").put("TTL", LIFE_SECONDS + "s").put("Behavior", "delete").put("LockDelay", "0s");
    body.putArray("NodeChecks");
    var answer = http.ask("PUT", "/v1/session/create", "", body.toString());
    var id = answer.body().path("ID").asString("");
    if (answer.status() != 200 || id.isEmpty()) {
      throw refused("PUT /v1/session/create", answer);
    }
    return id;
  }

  private boolean isLocked(String key, String value, String session) throws IOException, InterruptedException {
    var operations = JsonNodeFactory.instance.arrayNode();
    operations.addObject().putObject("KV")
        .put("Verb", "lock").put("Key", key).put("Value", Base64Text.of(value)).put("Session", session);
    var answer = transaction("", operations);
    if (answer.status() == 409 && answer.text().contains("lock")) {
      return false;
    }
    results(answer);
    return true;
  }

  /** The session that has a key, of an earlier process of ours; empty where none has. */
  private String holder(String key) throws IOException, InterruptedException {
    return http.ask("GET", "/v1/kv/" + encoded(key), "", "").body().path(0).path("Session").asString("");
  }

  private Answer transaction(String query, ArrayNode operations) throws IOException, InterruptedException {
    return http.ask("PUT", "/v1/txn", query, operations.toString());
  }

  private static Collection<JsonNode> results(Answer answer) throws IOException {
    if (answer.status() == 200 && answer.body().has("Results")) {
      return answer.body().path("Results").values();
    }
    if (answer.status() >= 400 && answer.status() < 500) {
      throw refused("PUT /v1/txn", answer);
    }
    throw new IOException("PUT /v1/txn: " + answer.status() + " " + answer.text());
  }

  /** Whether all that stands against a transaction is that somebody else wrote before. */
  private static boolean isStale(Answer answer) {
    var errors = answer.body().path("Errors").values();
    return answer.status() == 409 && !errors.isEmpty()
        && errors.stream().allMatch(error -> STALE.stream().anyMatch(error.path("What").asString("")::contains));
  }

  private static StoreRefusedException refused(String request, Answer answer) {
    return new StoreRefusedException(request + ": " + answer.status() + " " + answer.text());
  }

  private static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }
}
