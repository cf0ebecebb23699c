package gorb.shared;

import gorb.document.DocumentException;
import gorb.document.JsonInput;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What tells a table from another one that has the same keys: a store that was lost and made anew lacks it, or has
 * another.
 *
 * @param id at random, when the table began
 * @param isEmpty whether a client removed the last service, so that nothing is lost where there is none
 * @param isFilling whether a director is writing to it what it lost: what is not there may be yet to come
 */
record Marker(String id, boolean isEmpty, boolean isFilling) {
  static Optional<Marker> read(String text) {
    try {
      var document = JsonInput.object("marker", text);
      return Optional.of(document.path("table").asString("")).filter(id -> !id.isEmpty())
          .map(id -> new Marker(id, document.path("empty").asBoolean(false), document.path("filling").asBoolean(false)));
    } catch (DocumentException _) {
      return Optional.empty();
    }
  }

  String text() {
    var document = JsonNodeFactory.instance.objectNode().put("table", id).put("empty", isEmpty);
    return (isFilling ? document.put("filling", true) : document).toString();
  }
}
