package gorb.api;

import gorb.control.Change;
import gorb.control.Preview;
import gorb.http.Request;
import gorb.http.Response;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** What can be asked of what was wanted before. */
final class RevisionRoutes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Control control;
  private final Requests requests;
  private final KeptStates kept;

  RevisionRoutes(Control control) {
    this.control = control;
    this.requests = new Requests(control);
    this.kept = new KeptStates(control);
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/revisions", (_, _) -> list()),
        new Route("GET", "/revisions/{revision}", (_, names) -> show(names.get("revision"))),
        new Route("GET", "/diff/{from}/{to}", (_, names) -> diff(names.get("from"), names.get("to"))),
        new Route("POST", "/rollback/{revision}", (request, names) -> rollback(names.get("revision"), request)));
  }

  private Response list() throws ApiException {
    var snapshot = control.snapshot();
    var views = NODES.arrayNode();
    for (var revision : kept.all()) {
      boolean isCurrent = revision.number() == snapshot.revision();
      var view = views.addObject()
          .put("revision", revision.number())
          .put("at", Times.format(revision.at()))
          .put("cause", revision.cause())
          .put("current", isCurrent);
      view.set("pending", isCurrent ? Applied.pending(snapshot) : NODES.nullNode());
    }
    return Answers.json(200, views);
  }

  private Response show(String number) throws ApiException {
    var revision = kept.get(number);
    return StateRoutes.show(revision.number(), revision.intent());
  }

  private Response diff(String from, String to) throws ApiException {
    var before = kept.get(from);
    var after = kept.get(to);
    var view = NODES.objectNode().put("from", before.number()).put("to", after.number());
    return Answers.json(200, PreviewView.addTo(view, Preview.between(before.intent(), after.intent())));
  }

  /** What clients wanted then is wanted again; what others want stays. */
  private Response rollback(String number, Request request) throws ApiException {
    var conditions = Conditions.of(request);
    var revision = kept.get(number);
    return Applied.answer(requests, new Change.Replace(revision.intent().of(control.origin()), conditions.expected(),
        conditions.confirmation(), conditions.cause("rollback to " + revision.number())));
  }
}
