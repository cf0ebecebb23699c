package gorb.api;

import gorb.control.Change;
import gorb.dataplane.Connections;
import gorb.document.AdminFields;
import gorb.http.Response;
import gorb.model.AdminState;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Shows drains: the answer to one that began or was taken back, and the connections that are left. */
final class DrainView {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private DrainView() {}

  /**
   * Has a drain begin, or taken back; tells the revision, and what became of the backend: {@code removed} where there was
   * nothing to wait for.
   *
   * @throws ApiException why it was not made
   */
  static Response answer(Requests requests, Change change, String service, String name) throws ApiException {
    var snapshot = requests.accepted(change).snapshot();
    var view = NODES.objectNode().put("revision", snapshot.revision());
    var server = snapshot.intent().server(service, name);
    if (server == null) {
      view.put("state", "removed");
    } else {
      AdminFields.write(view, server.admin());
      if (server.admin() instanceof AdminState.Draining) {
        view.set("connections", connections(snapshot.leftOf(service, name, server)));
      }
    }
    return Answers.json(200, view).with("ETag", Conditions.tag(snapshot.revision()));
  }

  /** How many connections there are; {@code null} where that is not known. */
  static JsonNode connections(Optional<Connections> left) {
    return left.<JsonNode>map(it -> NODES.objectNode()
            .put("active", it.active())
            .put("inactive", it.inactive())
            .put("persistent", it.persistent()))
        .orElseGet(NODES::nullNode);
  }

  /** How many connections there are to wait for. */
  static String words(Connections left) {
    return left.left() == 1 ? "1 connection left" : left.left() + " connections left";
  }
}
