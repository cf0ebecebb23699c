package gorb.shared;

import gorb.control.Snapshot;
import gorb.document.DocumentException;
import gorb.document.JsonInput;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a director says of itself to the others: an object of JSON. What other directors say is shown as it is, within
 * bounds.
 *
 * @param name host and port of its API
 * @param document what it says
 */
public record NodeReport(String name, ObjectNode document) {
  /** Bytes are few, since only we write it. */
  private static final int LONGEST = 4_096;

  /** What a director says. */
  static NodeReport of(String name, String version, Snapshot snapshot, StoreStatus status, Instant at) {
    var document = JsonNodeFactory.instance.objectNode()
        .put("node", name)
        .put("version", version)
        .put("dataplane", snapshot.dataplane().name())
        .put("revision", snapshot.revision())
        .put("services", snapshot.intent().services().size())
        .put("drift", snapshot.unrepaired().size())
        .put("settled", snapshot.isSettled());
    document.putObject("store")
        .put("state", status.state().label())
        .put("reason", status.reason())
        .put("since", status.since().toString())
        .put("revision", status.revision())
        .put("digest", Long.toHexString(status.digest()))
        .put("lag_ms", status.lag().toMillis())
        .put("problems", status.problems().size());
    document.put("at", at.toString());
    return new NodeReport(name, document);
  }

  /** What a text of the store says; empty where it says nothing. */
  static Optional<NodeReport> read(String name, String text) {
    try {
      return text.length() > LONGEST
          ? Optional.empty()
          : Optional.of(new NodeReport(name, JsonInput.object("node", text)));
    } catch (DocumentException _) {
      return Optional.empty();
    }
  }
}
