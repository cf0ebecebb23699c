package gorb.api;

import gorb.control.Change;
import gorb.control.Intent;
import gorb.document.DocumentException;
import gorb.document.Hosts;
import gorb.document.StateRereader;
import gorb.document.StateWriter;
import gorb.http.Request;
import gorb.http.Response;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** What can be asked of everything that is wanted, as one document. */
final class StateRoutes {
  /** What a body with everything may have: 4 MiB, half as much again as 1,000 services of 10 backends take. */
  private static final int WHOLE = 4 << 20;

  private final Control control;
  private final Requests requests;
  private final KeptStates kept;
  private final StateRereader reader;

  StateRoutes(Control control, Hosts hosts) {
    this.control = control;
    this.requests = new Requests(control);
    this.kept = new KeptStates(control);
    this.reader = new StateRereader(hosts);
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/state", (_, _) -> show()),
        new Route("PUT", "/state", WHOLE, (request, _) -> Applied.answer(requests, change(request))),
        new Route("POST", "/plan", WHOLE, (request, _) -> plan(request)),
        new Route("POST", "/confirm", (_, _) -> Applied.answer(requests, new Change.Confirm())));
  }

  private Response show() throws ApiException {
    var snapshot = control.snapshot();
    return show(snapshot.revision(), kept.inForce(snapshot));
  }

  static Response show(long revision, Intent intent) {
    return Answers.json(200, StateWriter.of(revision, intent)).with("ETag", Conditions.tag(revision));
  }

  private Response plan(Request request) throws ApiException, DocumentException {
    var snapshot = control.snapshot();
    var preview = requests.preview(snapshot, change(request));
    var view = JsonNodeFactory.instance.objectNode().put("revision", snapshot.revision());
    return Answers.json(200, PreviewView.addTo(view, preview)).with("ETag", Conditions.tag(snapshot.revision()));
  }

  private Change change(Request request) throws ApiException, DocumentException {
    var conditions = Conditions.of(request);
    var wanted = reader.read(request.body().bytes());
    return new Change.Replace(wanted, conditions.expected(), conditions.confirmation(), "apply");
  }
}
