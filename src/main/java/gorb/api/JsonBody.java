package gorb.api;

import gorb.http.Body;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads the JSON object that a body holds, within bounds on depth and length. */
final class JsonBody {
  private static final int DEEPEST = 32;
  private static final int LONGEST_STRING = 1 << 16;
  private static final int LONGEST_NUMBER = 100;
  private static final int LONGEST_NAME = 1_024;
  private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder()
              .maxNestingDepth(DEEPEST)
              .maxStringLength(LONGEST_STRING)
              .maxNumberLength(LONGEST_NUMBER)
              .maxNameLength(LONGEST_NAME)
              .build())
          .build())
      .build();

  private JsonBody() {}

  /**
   * The object of a body; {@code null} counts as an empty one. Of two fields with one name the last one counts.
   *
   * @throws ApiException 400 where the body is no object
   */
  static ObjectNode read(Body body) throws ApiException {
    var node = tree(text(body));
    if (node.isMissingNode()) {
      throw new ApiException(400, "body: empty (expected: a JSON object)");
    }
    if (node.isNull()) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new ApiException(400, "body: " + Fields.shown(node) + " (expected: a JSON object)");
  }

  /** The object of a text that this program wrote. */
  static ObjectNode reread(String text) {
    return (ObjectNode) MAPPER.readTree(text);
  }

  private static String text(Body body) throws ApiException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(body.buffer()).toString();
    } catch (CharacterCodingException _) {
      throw new ApiException(400, "body: malformed text (expected: JSON in UTF-8)");
    }
  }

  private static JsonNode tree(String text) throws ApiException {
    try {
      return MAPPER.readTree(text);
    } catch (StreamReadException e) {
      var where = e.getLocation();
      throw new ApiException(400, "body: line " + where.getLineNr() + ", column " + where.getColumnNr() + ": "
          + e.getOriginalMessage());
    } catch (JacksonException e) {
      throw new ApiException(400, "body: " + e.getOriginalMessage());
    }
  }
}
