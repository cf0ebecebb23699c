package gorb.api;

import gorb.control.Change;
import gorb.document.DocumentException;
import gorb.document.Hosts;
import gorb.document.Problems;
import gorb.document.ServiceReader;
import gorb.http.Request;
import gorb.http.Response;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** What can be asked of services. */
final class ServiceRoutes {
  private static final String ALL = "/service";
  private static final String ONE = "/service/{service}";

  private final Control control;
  private final Requests requests;
  private final ServiceReader reader;

  ServiceRoutes(Control control, Hosts hosts) {
    this.control = control;
    this.requests = new Requests(control);
    this.reader = new ServiceReader(hosts);
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", ALL, (_, _) -> list()),
        new Route("GET", ONE, (_, names) -> show(names.get("service"))),
        new Route("PUT", ONE, (request, names) -> create(names.get("service"), request)),
        new Route("PATCH", ONE, (request, names) -> edit(names.get("service"), request)),
        new Route("DELETE", ONE, (_, names) -> requests.make(new Change.RemoveService(names.get("service")))));
  }

  private Response list() {
    var names = JsonNodeFactory.instance.arrayNode();
    control.snapshot().intent().services().keySet().forEach(names::add);
    return Answers.json(200, names);
  }

  private Response show(String name) throws ApiException {
    var snapshot = control.snapshot();
    var service = snapshot.intent().service(name);
    if (service == null) {
      throw new ApiException(404, Requests.NOT_FOUND);
    }
    var view = ServiceView.of(snapshot, name, service);
    var discovery = control.discoveries().get(name);
    if (discovery != null) {
      view.set("discovery", DiscoveryView.of(discovery));
    }
    return Answers.json(200, view);
  }

  private Response create(String name, Request request) throws ApiException, DocumentException {
    var problems = Problems.lenient();
    var service = reader.read(JsonBody.read(request.body()), problems);
    return Answers.noted(problems, requests.make(new Change.CreateService(name, service)));
  }

  private Response edit(String name, Request request) throws ApiException, DocumentException {
    var body = JsonBody.read(request.body());
    var service = control.snapshot().intent().service(name);
    if (service == null) {
      throw new ApiException(404, Requests.NOT_FOUND);
    }
    var problems = Problems.lenient();
    var edit = reader.readEdit(body, name, service, problems);
    return Answers.noted(problems, 
        edit.isEmpty() ? Response.empty(200) : requests.make(new Change.EditService(name, edit.get())));
  }
}
