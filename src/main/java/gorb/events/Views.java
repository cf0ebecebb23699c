package gorb.events;

import gorb.control.Snapshot;
import gorb.dataplane.Refusal;
import gorb.document.ServiceWriter;
import gorb.model.AdminState;
import gorb.model.Health;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The objects that readers keep: what changes with every check (uptime) is not in them. */
final class Views {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Views() {}

  /** Everything. */
  static ObjectNode everything(Snapshot snapshot) {
    var services = NODES.objectNode();
    snapshot.intent().services().forEach((name, service) -> {
      var view = service(service);
      var backends = view.putObject("backends");
      service.servers().forEach((backend, server) -> backends.set(backend, backend(snapshot, name, backend, server)));
      services.set(name, view);
    });
    var view = NODES.objectNode();
    view.set("status", status(snapshot));
    view.set("services", services);
    return view;
  }

  /** The daemon as a whole. */
  static ObjectNode status(Snapshot snapshot) {
    var view = NODES.objectNode().put("revision", snapshot.revision()).put("dataplane", snapshot.dataplane().name());
    view.put("settled", snapshot.isSettled());
    snapshot.pending().ifPresentOrElse(
        pending -> view.put("confirm_until", time(pending.until())), () -> view.putNull("confirm_until"));
    var troubles = view.putArray("troubles");
    snapshot.troubles().forEach(troubles::add);
    var refused = view.putArray("refused");
    snapshot.refused().stream().map(Refusal::message).forEach(refused::add);
    return view;
  }

  /** A service without its backends. */
  static ObjectNode service(VirtualService service) {
    var view = NODES.objectNode();
    view.put("address", switch (service.key()) {
      case ServiceKey.Endpoint(_, var vip, var port) -> vip.withPort(port);
      case ServiceKey.FirewallMark mark -> mark.toString();
    });
    view.put("origin", service.origin().label());
    view.set("options", ServiceWriter.options(service));
    return view;
  }

  /** A backend of a service of the snapshot. */
  static ObjectNode backend(Snapshot snapshot, String service, String name, RealServer server) {
    var health = snapshot.healthOf(service, name, server);
    var view = NODES.objectNode().put("address", server.key().toString()).put("state", server.admin().label());
    if (server.admin() instanceof AdminState.Draining(var until, _)) {
      view.put("until", time(until));
    }
    view.putObject("weight")
        .put("configured", server.weight())
        .put("effective", snapshot.weightOf(service, name, server));
    view.put("health", health.history().ratio());
    if (server.isDiscovered()) {
      view.put("origin", Origin.DISCOVERY.label());
    }
    return verdict(view, health.health());
  }

  /** Adds a verdict of checks: what, since when, and why. */
  static ObjectNode verdict(ObjectNode view, Health health) {
    return switch (health) {
      case Health.Unknown _ -> view.put("verdict", "unknown").putNull("since").putNull("reason");
      case Health.Up(var since, _) -> view.put("verdict", "up").put("since", time(since)).putNull("reason");
      case Health.Down(var since, var reason) ->
          view.put("verdict", "down").put("since", time(since)).put("reason", reason);
    };
  }

  /** RFC 3339, to the millisecond. */
  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
