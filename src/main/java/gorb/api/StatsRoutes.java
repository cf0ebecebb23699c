package gorb.api;

import gorb.dataplane.DataplaneException;
import gorb.dataplane.ServiceCounters;
import gorb.http.Response;
import gorb.model.ServiceKey;
import java.util.List;
import java.util.Map;

/** What can be asked of what the data plane carries and has carried. */
final class StatsRoutes {
  private final Control control;

  StatsRoutes(Control control) {
    this.control = control;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/stats", (_, _) -> all()),
        new Route("GET", "/stats/{service}", (_, names) -> one(names.get("service"))));
  }

  private Response all() throws ApiException {
    return Answers.json(200, new StatsView(control.snapshot(), carried()).all());
  }

  private Response one(String name) throws ApiException {
    var snapshot = control.snapshot();
    var service = snapshot.intent().service(name);
    if (service == null) {
      throw new ApiException(404, Requests.NOT_FOUND);
    }
    return Answers.json(200, new StatsView(snapshot, carried()).of(name, service));
  }

  private Map<ServiceKey, ServiceCounters> carried() throws ApiException {
    var counters = control.counters();
    if (counters.isEmpty()) {
      throw new ApiException(
          501, "the data plane " + control.snapshot().dataplane().name() + " counts nothing (ipvs and userspace do)");
    }
    try {
      return counters.get().services();
    } catch (DataplaneException e) {
      throw ApiException.unavailable(String.valueOf(e.getMessage()));
    }
  }
}
