package gorb.api;

import gorb.api.CheckLog.Check;
import gorb.control.ServerRef;
import gorb.http.Response;
import gorb.model.RealServer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows the last health checks of the backends of a service. */
public final class CheckRoutes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Control control;
  private final CheckLog log;

  /** The routes over a log. */
  public CheckRoutes(Control control, CheckLog log) {
    this.control = control;
    this.log = log;
  }

  /** All of them. */
  public List<Route> routes() {
    return List.of(new Route("GET", "/checks/{service}", (_, names) -> show(names.get("service"))));
  }

  private Response show(String name) throws ApiException {
    var service = control.snapshot().intent().service(name);
    if (service == null) {
      throw new ApiException(404, Requests.NOT_FOUND);
    }
    var view = NODES.objectNode();
    service.servers().forEach((backend, server) -> view.set(backend, of(name, backend, server)));
    return Answers.json(200, view);
  }

  private ObjectNode of(String service, String name, RealServer server) {
    var view = NODES.objectNode().put("type", server.check().method().label());
    var known = log.of(new ServerRef(service, name, server.incarnation()));
    view.set("last", shown(known.map(it -> it.recent().getLast()).orElse(null)));
    view.set("last_failure", shown(known.map(CheckLog.Known::lastFailure).orElse(null)));
    var took = view.putArray("took_ms");
    known.ifPresent(it -> it.recent().forEach(check -> took.add(milliseconds(check.took()))));
    return view;
  }

  private static @Nullable ObjectNode shown(@Nullable Check check) {
    return check == null ? null : NODES.objectNode()
        .put("at", Times.format(check.at()))
        .put("took_ms", milliseconds(check.took()))
        .put("failure", check.failure());
  }

  /** To the microsecond. */
  private static double milliseconds(Duration duration) {
    long microseconds = duration.toNanos() / 1_000;
    return microseconds / 1_000.0;
  }
}
