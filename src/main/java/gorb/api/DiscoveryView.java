package gorb.api;

import gorb.control.DiscoveryStatus;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows how the discovery of a service is doing. */
final class DiscoveryView {
  private DiscoveryView() {}

  /** Shows a status. */
  static ObjectNode of(DiscoveryStatus status) {
    var view = JsonNodeFactory.instance.objectNode()
        .put("source", status.source())
        .put("state", status.state().label())
        .put("since", Times.format(status.since()));
    status.lastRead().ifPresentOrElse(at -> view.put("last_read", Times.format(at)), () -> view.putNull("last_read"));
    view.put("found", status.found());
    if (status.reason().isEmpty()) {
      view.putNull("reason");
    } else {
      view.put("reason", status.reason());
    }
    var left = view.putArray("left_out");
    status.left().forEach(left::add);
    return view.put("reads", status.reads()).put("failures", status.failures());
  }
}
