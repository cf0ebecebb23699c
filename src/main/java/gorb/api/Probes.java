package gorb.api;

import gorb.http.Handler;
import gorb.http.Request;
import gorb.http.Response;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Answers those who watch over this process, before anything else is asked of a request: under whatever name they know
 * this host, and also before the first turn. Everything else goes on to another handler.
 */
public final class Probes implements Handler {
  /** Whether the process answers. */
  public static final String LIVE = "/health/live";
  /** Whether it does what it is for. */
  public static final String READY = "/health/ready";

  private final Supplier<List<String>> obstacles;
  private final Handler others;

  /**
   * Probes before a handler.
   *
   * @param obstacles why the daemon is not ready at present, in words; empty where it is
   */
  public Probes(Supplier<List<String>> obstacles, Handler others) {
    this.obstacles = obstacles;
    this.others = others;
  }

  @Override
  public Response handle(Request request) {
    var path = request.target().path();
    boolean isReading = request.method().equals("GET") || request.method().equals("HEAD");
    if (!path.equals(LIVE) && !path.equals(READY)) {
      return others.handle(request);
    }
    if (!isReading) {
      return Answers.error(405, "method " + request.method() + " not allowed (expected: GET, HEAD)", List.of())
          .with("Allow", "GET, HEAD");
    }
    return (path.equals(LIVE) ? live() : ready()).with("Cache-Control", "no-store");
  }

  private static Response live() {
    return Answers.json(200, JsonNodeFactory.instance.objectNode().put("live", true));
  }

  private Response ready() {
    var reasons = obstacles.get();
    var view = JsonNodeFactory.instance.objectNode().put("ready", reasons.isEmpty());
    var list = view.putArray("reasons");
    reasons.forEach(list::add);
    return Answers.json(reasons.isEmpty() ? 200 : 503, view);
  }
}
