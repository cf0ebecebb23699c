package gorb.api;

import gorb.control.Change;
import gorb.control.Snapshot;
import gorb.http.Response;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The answer to a change of the state as a whole. */
final class Applied {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Applied() {}

  /**
   * Has a change made; tells its revision, how many steps it took, and until when it waits to be confirmed.
   *
   * @throws ApiException why it was not made
   */
  static Response answer(Requests requests, Change change) throws ApiException {
    var accepted = requests.accepted(change);
    var revision = accepted.snapshot().revision();
    var view = NODES.objectNode().put("revision", revision).put("steps", accepted.steps());
    view.set("pending", pending(accepted.snapshot()));
    return Answers.json(200, view).with("ETag", Conditions.tag(revision));
  }

  /** What waits to be confirmed; {@code null} where nothing does. */
  static JsonNode pending(Snapshot snapshot) {
    return snapshot.pending()
        .<JsonNode>map(pending -> NODES.objectNode().put("until", Times.format(pending.until())))
        .orElseGet(NODES::nullNode);
  }
}
