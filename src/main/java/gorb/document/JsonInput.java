package gorb.document;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import java.util.List;

/** Reads the JSON object that a text holds, within bounds on depth and length. */
public final class JsonInput {
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

  private JsonInput() {}

  /**
   * The object of a text; {@code null} counts as an empty one. Of two fields with one name the last one counts.
   *
   * @param name of the text in messages, such as {@code body}
   * @throws DocumentException where the text is no object
   */
  public static ObjectNode object(String name, String text) throws DocumentException {
    var node = tree(name, text);
    if (node.isMissingNode()) {
      throw refused(name, "empty (expected: a JSON object)");
    }
    if (node.isNull()) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw refused(name, Fields.shown(node) + " (expected: a JSON object)");
  }

  /** The object of a text that this program wrote. */
  static ObjectNode reread(String text) {
    return (ObjectNode) MAPPER.readTree(text);
  }

  private static JsonNode tree(String name, String text) throws DocumentException {
    try {
      return MAPPER.readTree(text);
    } catch (StreamReadException e) {
      var where = e.getLocation();
      throw refused(name, "line " + where.getLineNr() + ", column " + where.getColumnNr() + ": "
          + e.getOriginalMessage());
    } catch (JacksonException e) {
      throw refused(name, e.getOriginalMessage());
    }
  }

  private static DocumentException refused(String name, String reason) {
    return new DocumentException(name + ": " + reason, List.of());
  }
}
