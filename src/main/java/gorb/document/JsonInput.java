package gorb.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

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

  /** For values within a text, behind which there is more. */
  private static final ObjectReader WITHIN =
      MAPPER.readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

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

  /**
   * The text that bytes are in UTF-8.
   *
   * @param name of the text in messages
   * @throws DocumentException where they are malformed
   */
  public static String text(String name, byte[] bytes) throws DocumentException {
    var text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\ufffd') < 0) {
      return text;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw refused(name, "malformed text (expected: JSON in UTF-8)");
    }
  }

  /** A parser of a text in UTF-8, within the bounds. */
  static JsonParser parser(byte[] text) {
    return MAPPER.createParser(text);
  }

  /** The value that a parser of {@link #parser} is at; afterwards the parser is behind it. */
  static JsonNode node(JsonParser parser) {
    return WITHIN.readTree(parser);
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
