package gorb.discovery;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** An HTTP server that answers what a real Consul cannot be made to say, one answer after the other, and then 503. */
final class StandInConsul implements AutoCloseable {
  private static final Say NOTHING = new Say(503, "", "no answer is left");

  private final LinkedBlockingQueue<Say> answers = new LinkedBlockingQueue<>();
  private final CopyOnWriteArrayList<String> queries = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  private record Say(int status, String index, String body) {}

  StandInConsul() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      queries.add(exchange.getRequestURI().toString());
      var say = answers.isEmpty() ? NOTHING : answers.remove();
      if (!say.index().isEmpty()) {
        exchange.getResponseHeaders().add("X-Consul-Index", say.index());
      }
      var bytes = say.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(say.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    });
    server.start();
  }

  /** What it answers next; an index that is empty is not sent. */
  StandInConsul then(int status, String index, String body) {
    answers.add(new Say(status, index, body));
    return this;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What it was asked for, paths with their queries. */
  List<String> queries() {
    return List.copyOf(queries);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
