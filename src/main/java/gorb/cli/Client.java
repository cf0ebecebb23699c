package gorb.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Asks a daemon over its HTTP API, directly and never through a proxy, each request on a connection of its own. */
final class Client {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int NOT_FOUND = 404;
  private static final int CONNECT_MILLIS = 5_000;
  /** Longer than the daemon takes to decide. */
  private static final int READ_MILLIS = 60_000;

  private final String base;
  private final Optional<String> token;

  /**
   * A client of one daemon.
   *
   * @param base such as {@code http://localhost:4672}
   * @param token to show, where there is one
   */
  Client(String base, Optional<String> token) {
    this.base = base.replaceFirst("/+$", "");
    this.token = token;
    // A change that was sent may have been made, whatever became of the answer.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  /** Reads something. */
  JsonNode get(String path) throws CommandException {
    return ask("GET", path, null, null);
  }

  /** Reads something that may not be there. */
  Optional<JsonNode> find(String path) throws CommandException {
    var answer = send("GET", path, null, null);
    return answer.status == NOT_FOUND ? Optional.empty() : Optional.of(content(answer));
  }

  /** Has something taken away. */
  JsonNode delete(String path) throws CommandException {
    return ask("DELETE", path, null, null);
  }

  /** Has something done, without content. */
  JsonNode post(String path) throws CommandException {
    return ask("POST", path, null, null);
  }

  /** Asks about a document. */
  JsonNode post(String path, JsonNode document) throws CommandException {
    return ask("POST", path, document, null);
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
    try {
      var connection = connection(path);
      connection.setRequestMethod(method);
      if (ifMatch != null) {
        connection.setRequestProperty("If-Match", ifMatch);
      }
      if (!method.equals("GET")) {
        connection.setDoOutput(true);
        try (var body = connection.getOutputStream()) {
          body.write(document == null ? new byte[0] : document.toString().getBytes(StandardCharsets.UTF_8));
        }
      }
      int status = connection.getResponseCode();
      return new Answer(status, text(status < 400 ? connection.getInputStream() : connection.getErrorStream()));
    } catch (IOException e) {
      throw new CommandException(base + ": " + reason(e) + " (is the daemon running there? --url, GORB_URL)");
    }
  }

  private HttpURLConnection connection(String path) throws IOException, CommandException {
    try {
      if (!(new URI(base + path).toURL().openConnection(Proxy.NO_PROXY) instanceof HttpURLConnection connection)) {
        throw new CommandException("--url: " + base + " (expected: http://host:port)");
      }
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      connection.setInstanceFollowRedirects(false);
      connection.setRequestProperty("Connection", "close");
      token.ifPresent(it -> connection.setRequestProperty("Authorization", "Bearer " + it));
      return connection;
    } catch (URISyntaxException | MalformedURLException | IllegalArgumentException _) {
      throw new CommandException("--url: " + base + " (expected: http://host:port)");
    }
  }

  private JsonNode content(Answer answer) throws CommandException {
    JsonNode content;
    try {
      content = answer.text.isEmpty() ? MissingNode.getInstance() : JSON.readTree(answer.text);
    } catch (JacksonException _) {
      throw new CommandException(base + ": no answer of gorb's (status " + answer.status + ")");
    }
    if (answer.status != 200) {
      throw new CommandException(String.join("\n", problems(answer.status, content)));
    }
    return content;
  }

  private record Answer(int status, String text) {}

  /** What is wrong: the problem of each field, or the error as a whole. */
  private static List<String> problems(int status, JsonNode answer) {
    var lines = new ArrayList<String>();
    for (var problem : answer.path("problems").values()) {
      lines.add(problem.path("field").asString() + ": " + problem.path("message").asString());
    }
    if (lines.isEmpty()) {
      lines.add(answer.path("error").asString("status " + status));
    }
    return lines;
  }

  private static String text(@Nullable InputStream stream) throws IOException {
    if (stream == null) {
      return "";
    }
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
