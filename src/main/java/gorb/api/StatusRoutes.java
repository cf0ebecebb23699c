package gorb.api;

import gorb.control.DriftPolicy;
import gorb.dataplane.Refusal;
import gorb.http.Response;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** What can be asked of the daemon as a whole. */
final class StatusRoutes {
  private final Control control;
  private final String choice;

  /**
   * The routes.
   *
   * @param choice why this data plane was taken
   */
  StatusRoutes(Control control, String choice) {
    this.control = control;
    this.choice = choice;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/", (_, _) -> show()),
        new Route("GET", "/openapi.json", (_, _) -> Answers.json(200, ApiDocument.read())),
        new Route("GET", "/drift", (_, _) -> drift()));
  }

  private Response show() {
    var snapshot = control.snapshot();
    var view = JsonNodeFactory.instance.objectNode();
    view.putObject("dataplane")
        .put("name", snapshot.dataplane().name())
        .put("description", snapshot.dataplane().description())
        .put("reason", choice);
    view.put("services", snapshot.intent().services().size());
    view.put("revision", snapshot.revision());
    view.set("pending", Applied.pending(snapshot));
    view.put("settled", snapshot.isSettled());
    var troubles = view.putArray("troubles");
    snapshot.troubles().forEach(troubles::add);
    var refused = view.putArray("refused");
    snapshot.refused().stream().map(Refusal::message).forEach(refused::add);
    return Answers.json(200, view);
  }

  private Response drift() {
    var snapshot = control.snapshot();
    var view = JsonNodeFactory.instance.objectNode();
    var noticed = view.putArray("drift");
    snapshot.drift().forEach(drift -> noticed.addObject()
        .put("at", Times.format(drift.at()))
        .put("repaired", drift.policy() == DriftPolicy.REPAIR)
        .set("step", StepView.of(drift.step())));
    view.set("unrepaired", StepView.of(snapshot.unrepaired()));
    return Answers.json(200, view);
  }
}
