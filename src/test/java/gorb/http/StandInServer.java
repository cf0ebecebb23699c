package gorb.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** An HTTP server that says what a real one cannot be made to say: one answer after the other, and 503 after the last. */
public final class StandInServer implements AutoCloseable {
  private static final Say NOTHING = new Say(503, Map.of(), "no answer is left", false);

  private final LinkedBlockingQueue<Say> answers = new LinkedBlockingQueue<>();
  private final CopyOnWriteArrayList<String> targets = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  private record Say(int status, Map<String, String> headers, String body, boolean isHeld) {}

  /** One that listens on loopback. */
  public StandInServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      targets.add(exchange.getRequestURI().toString());
      var next = answers.poll();
      var say = next == null ? NOTHING : next;
      say.headers().forEach(exchange.getResponseHeaders()::add);
      var bytes = say.body().getBytes(StandardCharsets.UTF_8);
      if (say.isHeld()) {
        exchange.sendResponseHeaders(say.status(), 0);
        exchange.getResponseBody().write(bytes);
        exchange.getResponseBody().flush();
        return;
      }
      exchange.sendResponseHeaders(say.status(), bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
      exchange.close();
    });
    server.start();
  }

  /** What it answers next. */
  public void then(int status, String body, Map<String, String> headers) {
    answers.add(new Say(status, headers, body, false));
  }

  /** How it begins its next answer, which does not end. */
  public void hold(String body) {
    answers.add(new Say(200, Map.of(), body, true));
  }

  /** Where it listens. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What it was asked for: paths with their queries, in their order. */
  public List<String> targets() {
    return List.copyOf(targets);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
