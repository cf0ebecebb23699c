package gorb.api;

import gorb.control.Change;
import gorb.control.Intent;
import gorb.document.DocumentException;
import gorb.document.Hosts;
import gorb.document.Problem;
import gorb.document.StateRereader;
import gorb.document.StateWriter;
import gorb.http.Request;
import gorb.http.Response;
import gorb.ipvsadm.RuleWriter;
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
        new Route("GET", "/state", (request, _) -> show(request)),
        new Route("PUT", "/state", WHOLE, (request, _) -> Applied.answer(requests, change(request))),
        new Route("POST", "/plan", WHOLE, (request, _) -> plan(request)),
        new Route("POST", "/confirm", (_, _) -> Applied.answer(requests, new Change.Confirm())));
  }

  /** The document, or with {@code ?format=ipvsadm} rules: with the addresses that a document need not have. */
  private Response show(Request request) throws ApiException {
    var snapshot = control.snapshot();
    var query = request.target().query();
    if (query == null || query.isEmpty() || query.equals("format=json")) {
      return show(snapshot.revision(), kept.inForce(snapshot));
    }
    if (query.equals("format=ipvsadm")) {
      return Response.of(200, "text/plain; charset=utf-8", RuleWriter.write(kept.inForce(snapshot)))
          .with("ETag", Conditions.tag(snapshot.revision()));
    }
    var message = query + " (expected: format=json or format=ipvsadm)";
    throw new ApiException(400, message, List.of(new Problem(query.replaceFirst("=.*", ""), message)));
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
    return new Change.Replace(wanted, conditions.expected(), conditions.confirmation(), conditions.cause("apply"));
  }
}
