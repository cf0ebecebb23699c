package gorb.document;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A document of {@link StateReader}, and where each of its services stands in the text.
 *
 * @param document all of it
 * @param services in the order of the text
 */
record SlicedText(ObjectNode document, List<Slice> services) {
  private static final String SERVICES = "services";

  SlicedText {
    services = List.copyOf(services);
  }

  /**
   * The place of a service: its name, a colon, and its object.
   *
   * @param from the index of the first byte, the quotation mark before the name
   * @param to the index behind the last byte, the bracket that closes the object
   */
  record Slice(String name, int from, int to) {
    Slice movedBy(int bytes) {
      return bytes == 0 ? this : new Slice(name, from + bytes, to + bytes);
    }
  }

  /**
   * The document of a text in UTF-8; null where it is no object with one object of services, each named once and an object
   * itself.
   */
  static @Nullable SlicedText of(byte[] text) {
    // What begins otherwise may count as another encoding of Unicode.
    if (text.length < 2 || text[0] != '{' || text[1] == 0) {
      return null;
    }
    try (var parser = JsonInput.parser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      var document = JsonNodeFactory.instance.objectNode();
      var slices = new ArrayList<Slice>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        var name = parser.currentName();
        var token = parser.nextToken();
        if (!name.equals(SERVICES)) {
          document.set(name, JsonInput.node(parser));
        } else if (token != JsonToken.START_OBJECT || document.has(SERVICES)
            || !readServices(parser, document.putObject(SERVICES), slices)) {
          return null;
        }
      }
      return parser.nextToken() == null && areDistinct(slices) ? new SlicedText(document, slices) : null;
    } catch (JacksonException _) {
      return null;
    }
  }

  private static boolean readServices(JsonParser parser, ObjectNode services, List<Slice> slices) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      var name = parser.currentName();
      int from = (int) parser.currentTokenLocation().getByteOffset();
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      services.set(name, JsonInput.node(parser));
      slices.add(new Slice(name, from, (int) parser.currentLocation().getByteOffset()));
    }
    return true;
  }

  private static boolean areDistinct(List<Slice> slices) {
    var names = new HashSet<String>();
    return slices.stream().allMatch(slice -> names.add(slice.name()));
  }
}
