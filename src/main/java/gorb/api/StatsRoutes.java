package gorb.api;

import gorb.dataplane.DataplaneException;
import gorb.dataplane.ServiceCounters;
import gorb.http.Request;
import gorb.http.Response;
import gorb.model.ServiceKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What can be asked of what the data plane carries and has carried. */
final class StatsRoutes {
  /** Names, with a slash between them, which no name has. */
  private static final String SERVICES = "services";

  /** How old what a screen of services shows may be: many pages ask, each every five seconds. */
  private static final Duration WATCHED = Duration.ofSeconds(5);

  private final Control control;

  StatsRoutes(Control control) {
    this.control = control;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/stats", (request, _) -> all(request)),
        new Route("GET", "/stats/{service}", (_, names) -> one(names.get("service"))));
  }

  /** Everything, or of the services that are asked for the sums: who shows a screen of them needs no backend of others. */
  private Response all(Request request) throws ApiException {
    var services = Query.of(request.target().query(), List.of(SERVICES)).text(SERVICES);
    return Answers.json(200, services.isEmpty()
        ? new StatsView(control.snapshot(), carried(Duration.ZERO)).all()
        : new StatsView(control.snapshot(), carried(WATCHED)).sums(List.of(services.get().split("/", -1))));
  }

  private Response one(String name) throws ApiException {
    var snapshot = control.snapshot();
    var service = snapshot.intent().service(name);
    if (service == null) {
      throw new ApiException(404, Requests.NOT_FOUND);
    }
    return Answers.json(200, new StatsView(snapshot, carried(Duration.ZERO)).of(name, service));
  }

  /**
   * What was carried.
   *
   * @param age how old it may be; zero for as new as it comes
   */
  private Map<ServiceKey, ServiceCounters> carried(Duration age) throws ApiException {
    var counters = control.counters();
    if (counters.isEmpty()) {
      throw new ApiException(
          501, "the data plane " + control.snapshot().dataplane().name() + " counts nothing (ipvs and userspace do)");
    }
    try {
      return age.isZero() ? counters.get().services() : counters.get().services(age);
    } catch (DataplaneException e) {
      throw ApiException.unavailable(String.valueOf(e.getMessage()));
    }
  }
}
