package gorb.cli;

import gorb.cli.Transport.Answer;
import gorb.config.ConfigProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Asks a daemon over its HTTP API. */
final class Client {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int NOT_FOUND = 404;
  /** Of a stream: a daemon that lives says so every 15 seconds. */
  private static final Duration SILENCE = Duration.ofSeconds(35);
  private static final int LONGEST_ERROR = 64 << 10;

  private final Transport transport;
  private final Optional<String> token;

  private Client(Transport transport, Optional<String> token) {
    this.transport = transport;
    this.token = token;
  }

  /**
   * A client of one daemon.
   *
   * @param url such as {@code http://localhost:4672} or {@code unix:/run/gorb/gorb.sock}
   * @param token to show, where there is one
   * @throws CommandException where the URL is none
   */
  static Client of(String url, Optional<String> token) throws CommandException {
    if (url.startsWith(SocketTransport.SCHEME)) {
      return new Client(new SocketTransport(path(url)), token);
    }
    var transport = new UrlTransport(url);
    if (!transport.isUsable()) {
      throw wrong(url);
    }
    return new Client(transport, token);
  }

  /** Reads something. */
  JsonNode get(String path) throws CommandException {
    return ask("GET", path, null, null);
  }

  /** Reads something that is plain text. */
  String text(String path) throws CommandException {
    var answer = send("GET", path, null, null);
    if (answer.status() != 200) {
      content(answer);
    }
    return answer.text();
  }

  /**
   * Opens a stream of events.
   *
   * @param seen the id of the last event that was read; empty for none
   * @throws IOException where the daemon cannot be reached
   */
  Live live(String path, String seen) throws IOException {
    var headers = new HashMap<>(Map.of("Accept", "text/event-stream"));
    token.ifPresent(it -> headers.put("Authorization", "Bearer " + it));
    if (!seen.isEmpty()) {
      headers.put("Last-Event-ID", seen);
    }
    return transport.open(new Transport.Request("GET", path, headers, Optional.empty()), SILENCE);
  }

  /** Fails with what the daemon says where it does not open a stream. */
  void requireSuccess(Live live) throws CommandException, IOException {
    if (live.status() != 200) {
      content(new Answer(live.status(), new String(live.content().readNBytes(LONGEST_ERROR), StandardCharsets.UTF_8)));
      throw new CommandException(transport.place() + ": status " + live.status());
    }
  }

  /** That the daemon cannot be reached, or not any more. */
  CommandException unreachable(IOException e) {
    return new CommandException(
        transport.place() + ": " + reason(e) + " (is the daemon running there? --url, GORB_URL)");
  }

  /** Reads something that may not be there. */
  Optional<JsonNode> find(String path) throws CommandException {
    var answer = send("GET", path, null, null);
    return answer.status() == NOT_FOUND ? Optional.empty() : Optional.of(content(answer));
  }

  /** Has something taken away. */
  JsonNode delete(String path) throws CommandException {
    return ask("DELETE", path, null, null);
  }

  /** Has something done, without content. */
  JsonNode post(String path) throws CommandException {
    return ask("POST", path, null, null);
  }

  /**
   * Has something done, without content.
   *
   * @param revision that must be in force
   */
  JsonNode post(String path, long revision) throws CommandException {
    return ask("POST", path, null, "\"" + revision + "\"");
  }

  /** Asks about a document. */
  JsonNode post(String path, JsonNode document) throws CommandException {
    return ask("POST", path, document, null);
  }

  /** Hands a document over. */
  JsonNode put(String path, JsonNode document) throws CommandException {
    return ask("PUT", path, document, null);
  }

  /**
   * Hands a document over.
   *
   * @param revision that must be in force
   */
  JsonNode put(String path, JsonNode document, long revision) throws CommandException {
    return ask("PUT", path, document, "\"" + revision + "\"");
  }

  private JsonNode ask(String method, String path, @Nullable JsonNode document, @Nullable String ifMatch)
      throws CommandException {
    return content(send(method, path, document, ifMatch));
  }

  private Answer send(String method, String path, @Nullable JsonNode document, @Nullable String ifMatch)
      throws CommandException {
    var headers = new HashMap<String, String>();
    token.ifPresent(it -> headers.put("Authorization", "Bearer " + it));
    if (ifMatch != null) {
      headers.put("If-Match", ifMatch);
    }
    var content = Optional.ofNullable(document).map(JsonNode::toString);
    try {
      return transport.exchange(new Transport.Request(method, path, headers, content));
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private JsonNode content(Answer answer) throws CommandException {
    JsonNode content;
    try {
      content = answer.text().isEmpty() ? MissingNode.getInstance() : JSON.readTree(answer.text());
    } catch (JacksonException _) {
      throw new CommandException(transport.place() + ": no answer of gorb's (status " + answer.status() + ")");
    }
    if (answer.status() != 200) {
      throw refusal(answer.status(), content);
    }
    return content;
  }

  /** What is wrong: the problem of each field, or the error as a whole. */
  private static CommandException refusal(int status, JsonNode answer) {
    var problems = new ArrayList<ConfigProblem>();
    for (var problem : answer.path("problems").values()) {
      problems.add(new ConfigProblem(null, problem.path("field").asString(), problem.path("message").asString()));
    }
    return problems.isEmpty()
        ? new CommandException(answer.path("error").asString("status " + status))
        : CommandException.of(problems);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static Path path(String url) throws CommandException {
    try {
      var path = url.substring(SocketTransport.SCHEME.length()).replaceFirst("^//", "");
      if (!path.isEmpty()) {
        return Path.of(path);
      }
    } catch (InvalidPathException _) {
      // No path, as an empty one.
    }
    throw wrong(url);
  }

  private static CommandException wrong(String url) {
    return new CommandException("--url: " + url + " (expected: http://host:port, or unix: and the path of a socket)");
  }
}
