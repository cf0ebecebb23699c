package gorb.api;

import gorb.document.DocumentException;
import gorb.document.JsonInput;
import gorb.http.Body;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    return JsonInput.object(NAME, text(body));
  }

  private static String text(Body body) throws DocumentException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(body.buffer()).toString();
    } catch (CharacterCodingException _) {
      throw new DocumentException(NAME + ": malformed text (expected: JSON in UTF-8)", List.of());
    }
  }
}
