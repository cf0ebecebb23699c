package gorb.api;

import gorb.control.Snapshot;
import gorb.dataplane.Step;
import gorb.document.AdminFields;
import gorb.document.BackendWriter;
import gorb.model.AdminState;
import gorb.model.Health;
import gorb.model.Origin;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.util.Objects;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows a backend: first what the original shows, in its order, then what it does not tell. */
final class BackendView {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private BackendView() {}

  /** Shows a backend that the snapshot has. */
  static ObjectNode of(Snapshot snapshot, String service, String name) {
    var owner = Objects.requireNonNull(snapshot.intent().service(service));
    var server = Objects.requireNonNull(owner.servers().get(name));
    var health = snapshot.healthOf(service, name, server);
    int effective = snapshot.weightOf(service, name, server);
    var view = NODES.objectNode();
    var options = BackendWriter.options(server, effective);
    if (owner.origin() == Origin.STORE) {
      options.put("vsid", service);
    }
    view.set("options", options);
    view.set("metrics", metrics(health));
    view.set("weight", NODES.objectNode().put("configured", server.weight()).put("effective", effective));
    AdminFields.write(view, server.admin());
    if (server.admin() instanceof AdminState.Draining) {
      view.set("connections", DrainView.connections(snapshot.leftOf(service, name, server)));
    }
    verdict(view, health.health());
    view.put("address", server.key().toString());
    view.put("origin", owner.originOf(server).label());
    var refused = view.putArray("refused");
    snapshot.refused().stream()
        .filter(refusal -> concerns(refusal.step(), owner.key(), server.key()))
        .forEach(refusal -> refused.add(refusal.message()));
    return view;
  }

  private static ObjectNode metrics(ServerHealth health) {
    return NODES.objectNode()
        .put("status", health.health() instanceof Health.Down ? 1 : 0)
        .put("health", health.history().ratio())
        .put("uptime", health.uptime().toSeconds());
  }

  private static void verdict(ObjectNode view, Health health) {
    switch (health) {
      case Health.Unknown _ -> view.put("verdict", "unknown").putNull("since").putNull("reason");
      case Health.Up(var since, _) ->
          view.put("verdict", "up").put("since", Times.format(since)).putNull("reason");
      case Health.Down(var since, var reason) ->
          view.put("verdict", "down").put("since", Times.format(since)).put("reason", reason);
    }
  }

  private static boolean concerns(Step step, ServiceKey service, ServerKey server) {
    return step.service().equals(service) && switch (step) {
      case Step.AddService _, Step.EditService _, Step.RemoveService _ -> false;
      case Step.AddDestination(_, var key, _) -> key.equals(server);
      case Step.EditDestination(_, var key, _) -> key.equals(server);
      case Step.RemoveDestination(_, var key) -> key.equals(server);
    };
  }
}
