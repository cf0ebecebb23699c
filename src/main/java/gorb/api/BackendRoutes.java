package gorb.api;

import gorb.control.Change;
import gorb.document.BackendReader;
import gorb.document.DocumentException;
import gorb.document.DrainReader;
import gorb.document.Hosts;
import gorb.document.Problems;
import gorb.http.Request;
import gorb.http.Response;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** What can be asked of backends. */
final class BackendRoutes {
  private static final String ONE = "/service/{service}/{backend}";

  private final Control control;
  private final Requests requests;
  private final BackendReader reader;

  BackendRoutes(Control control, Hosts hosts) {
    this.control = control;
    this.requests = new Requests(control);
    this.reader = new BackendReader(hosts);
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", ONE, (_, names) -> show(names.get("service"), names.get("backend"))),
        new Route("GET", ONE + "/why", (_, names) -> why(names.get("service"), names.get("backend"))),
        new Route("PUT", ONE, (request, names) -> create(names.get("service"), names.get("backend"), request)),
        new Route("PATCH", ONE, (request, names) -> edit(names.get("service"), names.get("backend"), request)),
        new Route("POST", ONE + "/drain", (request, names) -> drain(names.get("service"), names.get("backend"), request)),
        new Route("DELETE", ONE + "/drain", (_, names) -> DrainView.answer(
            requests, new Change.Resume(names.get("service"), names.get("backend")),
            names.get("service"), names.get("backend"))),
        new Route("DELETE", ONE,
            (_, names) -> requests.make(new Change.RemoveServer(names.get("service"), names.get("backend")))));
  }

  private Response show(String service, String name) throws ApiException {
    var snapshot = control.snapshot();
    if (snapshot.intent().server(service, name) == null) {
      throw new ApiException(404, Requests.NOT_FOUND);
    }
    return Answers.json(200, BackendView.of(snapshot, service, name));
  }

  private Response why(String service, String name) throws ApiException {
    var snapshot = control.snapshot();
    if (snapshot.intent().server(service, name) == null) {
      throw new ApiException(404, Requests.NOT_FOUND);
    }
    return Answers.json(200, WhyView.of(snapshot, service, name));
  }

  private Response create(String service, String name, Request request) throws ApiException, DocumentException {
    var problems = Problems.lenient();
    var body = JsonBody.read(request.body());
    var server = reader.read(body, control.snapshot().intent().service(service), problems);
    return Answers.noted(problems, requests.make(new Change.CreateServer(service, name, server)));
  }

  private Response drain(String service, String name, Request request) throws ApiException, DocumentException {
    var body = request.body().length() == 0 ? JsonNodeFactory.instance.objectNode() : JsonBody.read(request.body());
    return DrainView.answer(requests, DrainReader.read(body, service, name), service, name);
  }

  private Response edit(String service, String name, Request request) throws ApiException, DocumentException {
    var body = JsonBody.read(request.body());
    var intent = control.snapshot().intent();
    var owner = intent.service(service);
    var server = intent.server(service, name);
    if (owner == null || server == null) {
      throw new ApiException(404, Requests.NOT_FOUND);
    }
    var problems = Problems.lenient();
    var edit = reader.readEdit(body, owner, server, problems);
    return Answers.noted(problems, 
        edit.isEmpty() ? Response.empty(200) : requests.make(new Change.EditServer(service, name, edit.get())));
  }
}
