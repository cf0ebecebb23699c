package gorb.api;

import gorb.control.Snapshot;
import gorb.document.ServiceWriter;
import gorb.model.Health;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows a service: first what the original shows, in its order, then what it does not tell. */
final class ServiceView {
  private ServiceView() {}

  /** Shows a service of the snapshot. */
  static ObjectNode of(Snapshot snapshot, String name, VirtualService service) {
    var view = JsonNodeFactory.instance.objectNode();
    view.set("options", ServiceWriter.options(service));
    view.put("health", snapshot.healthOf(name, service));
    if (service.servers().isEmpty()) {
      view.putNull("backends");
    } else {
      var backends = view.putArray("backends");
      service.servers().keySet().forEach(backends::add);
    }
    view.put("address", address(service.key()));
    view.put("origin", service.origin().label());
    view.set("counts", counts(snapshot, name, service));
    var refused = view.putArray("refused");
    snapshot.refused().stream()
        .filter(refusal -> refusal.step().service().equals(service.key()))
        .forEach(refusal -> refused.add(refusal.message()));
    return view;
  }

  private static String address(ServiceKey key) {
    return switch (key) {
      case ServiceKey.Endpoint(_, var vip, var port) -> vip.withPort(port);
      case ServiceKey.FirewallMark mark -> mark.toString();
    };
  }

  private static ObjectNode counts(Snapshot snapshot, String name, VirtualService service) {
    int up = 0;
    int down = 0;
    for (var server : service.servers().entrySet()) {
      switch (snapshot.healthOf(name, server.getKey(), server.getValue()).health()) {
        case Health.Up _ -> up++;
        case Health.Down _ -> down++;
        case Health.Unknown _ -> {}
      }
    }
    return JsonNodeFactory.instance.objectNode()
        .put("backends", service.servers().size())
        .put("up", up)
        .put("down", down);
  }
}
