package gorb.shared.kv;

import gorb.shared.kv.StoreHttp.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * etcd 3.4 and later, by the JSON gateway to its v3 API (<a href="https://etcd.io/docs/v3.4/dev-guide/api_grpc_gateway/">
 * documentation</a>): transactions, watches, and a lease for values that go away.
 */
public final class EtcdStore implements KeyValueStore {
  /** A stream of news is begun anew so often: one whose connection is dead would be silent for ever. */
  private static final Duration LIFE_OF_A_STREAM = Duration.ofSeconds(60);
  /** Of news that a watch is refused, as for a token that is not right: the stream stays, and says nothing any more. */
  private static final String CANCELED = "\"canceled\":true";

  private final StoreHttp http;
  private final Watches watches = new Watches();
  private String lease = "";

  /** A store; nothing is asked yet. */
  public EtcdStore(StoreSettings settings) {
    this.http = new StoreHttp(settings, "Authorization");
  }

  @Override
  public Map<String, Stored> read(Collection<String> prefixes) throws IOException, InterruptedException {
    var body = JsonNodeFactory.instance.objectNode();
    var ranges = body.putArray("success");
    prefixes.forEach(prefix -> ranges.addObject().set("request_range", range(prefix)));
    var responses = ask("/v3/kv/txn", body).body().path("responses");
    if (responses.size() != prefixes.size()) {
      throw new IOException("POST /v3/kv/txn: " + responses.size() + " answers to " + prefixes.size() + " questions");
    }
    var found = new HashMap<String, Stored>();
    for (var response : responses.values()) {
      for (var entry : response.path("response_range").path("kvs").values()) {
        found.put(Base64Text.read(entry.path("key")),
            new Stored(Base64Text.read(entry.path("value")), number(entry.path("mod_revision").asString(""))));
      }
    }
    return found;
  }

  @Override
  public OptionalLong commit(List<Write> writes) throws IOException, InterruptedException {
    var body = JsonNodeFactory.instance.objectNode();
    var conditions = body.putArray("compare");
    var operations = body.putArray("success");
    for (var write : writes) {
      var key = Base64Text.of(write.key());
      conditions.addObject().put("key", key).put("target", "MOD").put("result", "EQUAL")
          .put("mod_revision", Long.toString(write.expected()));
      switch (write) {
        case Write.Put(_, _, var value) ->
            operations.addObject().putObject("request_put").put("key", key).put("value", Base64Text.of(value));
        case Write.Delete _ -> operations.addObject().putObject("request_delete_range").put("key", key);
        case Write.Check _ -> {}
      }
    }
    var answer = ask("/v3/kv/txn", body).body();
    return answer.path("succeeded").asBoolean(false)
        ? OptionalLong.of(number(answer.path("header").path("revision").asString("")))
        : OptionalLong.empty();
  }

  @Override
  public void watch(Collection<String> prefixes, Runnable changed) {
    watches.start(prefixes, prefix -> () -> {
      var body = JsonNodeFactory.instance.objectNode();
      body.set("create_request", range(prefix));
      var isCanceled = new AtomicBoolean();
      var response = http.await("POST", "/v3/watch", "", body.toString(), LIFE_OF_A_STREAM, news -> {
        isCanceled.set(news.contains(CANCELED));
        changed.run();
        return !isCanceled.get();
      });
      if (response.isPresent() || isCanceled.get()) {
        throw new IOException("POST /v3/watch: it ended with "
            + response.map(it -> Integer.toString(it.statusCode())).orElse("a refusal"));
      }
    }, changed);
  }

  @Override
  public void keepAlive(String key, String value) throws IOException, InterruptedException {
    if (!lease.isEmpty() && !isRenewed()) {
      lease = "";
    }
    if (lease.isEmpty()) {
      lease = ask("/v3/lease/grant", JsonNodeFactory.instance.objectNode().put("TTL", LIFE_SECONDS)).body()
          .path("ID").asString("");
    }
    ask("/v3/kv/put", JsonNodeFactory.instance.objectNode()
        .put("key", Base64Text.of(key)).put("value", Base64Text.of(value)).put("lease", lease));
  }

  @Override
  public void close() {
    watches.close();
    try {
      if (!lease.isEmpty()) {
        ask("/v3/lease/revoke", JsonNodeFactory.instance.objectNode().put("ID", lease));
      }
    } catch (IOException _) {
      // It ends by itself.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }

  private boolean isRenewed() throws IOException, InterruptedException {
    var answer = ask("/v3/lease/keepalive", JsonNodeFactory.instance.objectNode().put("ID", lease)).body();
    return number(answer.path("result").path("TTL").asString("")) > 0;
  }

  /** Every key that begins with a text: up to the text whose last byte is one higher. */
  private static ObjectNode range(String prefix) {
    var end = prefix.getBytes(StandardCharsets.UTF_8);
    end[end.length - 1]++;
    return JsonNodeFactory.instance.objectNode()
        .put("key", Base64Text.of(prefix))
        .put("range_end", Base64.getEncoder().encodeToString(end));
  }

  private Answer ask(String path, ObjectNode body) throws IOException, InterruptedException {
    var answer = http.ask("POST", path, "", body.toString());
    if (answer.status() == 200 && answer.body().isObject()) {
      return answer;
    }
    var message = "POST " + path + ": " + answer.status() + " " + answer.text();
    throw answer.status() >= 400 && answer.status() < 500 ? new StoreRefusedException(message) : new IOException(message);
  }

  /** A number that the gateway writes as text, as it does all of 64 bits; 0 where there is none. */
  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
