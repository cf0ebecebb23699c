package gorb.api;

import gorb.document.DocumentException;
import gorb.document.JsonInput;
import gorb.http.Body;
import tools.jackson.databind.node.ObjectNode;

/** Reads the JSON object that a body holds. */
final class JsonBody {
  private static final String NAME = "body";

  private JsonBody() {}

  /**
   * The object of a body; {@code null} counts as an empty one.
   *
   * @throws DocumentException where the body is no object
   */
  static ObjectNode read(Body body) throws DocumentException {
    return JsonInput.object(NAME, JsonInput.text(NAME, body.bytes()));
  }
}
