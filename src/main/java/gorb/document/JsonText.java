package gorb.document;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes JSON as the original does: one tab a level, fields in their order, no end of line at the end, {@code < > &}
 * escaped, numbers in their shortest form.
 */
public final class JsonText {
  private static final int ASCII = 128;
  /** Which characters of ASCII are escaped. */
  private static final boolean[] ESCAPED = new boolean[ASCII];

  static {
    for (char c = 0; c < ASCII; c++) {
      ESCAPED[c] = c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&';
    }
  }

  private final StringBuilder text = new StringBuilder();
  /** Below so many levels there are no lines. */
  private final int levels;
  private int depth;

  private JsonText(int levels) {
    this.levels = levels;
  }

  /** The text of a value. */
  public static String of(JsonNode value) {
    return of(value, Integer.MAX_VALUE);
  }

  /**
   * The text of a value, as {@link #of(JsonNode)} but with a space where a line would begin more levels down.
   *
   * @param levels how deep a field may be that has a line of its own; those of the value itself are 1 deep
   */
  public static String of(JsonNode value, int levels) {
    var writer = new JsonText(levels);
    writer.write(value);
    return writer.text.toString();
  }

  /** The same value with the fields of every object in alphabetical order. */
  static ObjectNode sorted(ObjectNode value) {
    var fields = new TreeMap<String, JsonNode>();
    value.properties().forEach(field -> fields.put(field.getKey(), sortedValue(field.getValue())));
    return JsonNodeFactory.instance.objectNode().setAll(fields);
  }

  private static JsonNode sortedValue(JsonNode value) {
    if (value instanceof ObjectNode object) {
      return sorted(object);
    }
    if (!value.isArray()) {
      return value;
    }
    var array = JsonNodeFactory.instance.arrayNode();
    value.values().forEach(element -> array.add(sortedValue(element)));
    return array;
  }

  private void write(JsonNode value) {
    switch (value.getNodeType()) {
      case OBJECT -> {
        open('{');
        value.properties().forEach(this::field);
        close('}');
      }
      case ARRAY -> {
        open('[');
        value.values().forEach(this::element);
        close(']');
      }
      case STRING -> string(value.stringValue());
      case NUMBER -> text.append(value.isIntegralNumber() ? value.asString() : shortest(value.doubleValue()));
      case BOOLEAN -> text.append(value.booleanValue());
      case NULL, MISSING -> text.append("null");
      case BINARY, POJO ->
          throw new IllegalArgumentException("node: " + value.getNodeType() + " (expected: plain JSON)");
    }
  }

  private void open(char bracket) {
    text.append(bracket);
    depth++;
  }

  private void close(char bracket) {
    depth--;
    if (text.charAt(text.length() - 1) == ',') {
      text.setLength(text.length() - 1);
      if (depth < levels) {
        line();
      }
    }
    text.append(bracket);
  }

  private void field(Map.Entry<String, JsonNode> field) {
    begin();
    string(field.getKey());
    text.append(": ");
    write(field.getValue());
    text.append(',');
  }

  private void element(JsonNode element) {
    begin();
    write(element);
    text.append(',');
  }

  private void begin() {
    if (depth <= levels) {
      line();
    } else if (text.charAt(text.length() - 1) == ',') {
      text.append(' ');
    }
  }

  private void line() {
    text.append('\n').repeat('\t', depth);
  }

  /** The shortest decimal that is read as the same number; without a point where it is whole. */
  private static String shortest(double number) {
    return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
  }

  private void string(String value) {
    text.append('"');
    int written = 0;
    for (int i = 0; i < value.length(); i++) {
      if (isEscaped(value.charAt(i))) {
        text.append(value, written, i);
        escaped(value.charAt(i));
        written = i + 1;
      }
    }
    text.append(value, written, value.length()).append('"');
  }

  private static boolean isEscaped(char c) {
    return c < ASCII ? ESCAPED[c] : c == '\u2028' || c == '\u2029';
  }

  private void escaped(char c) {
    text.append(switch (c) {
      case '"', '\\' -> "\\" + c;
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> "\\u%04x".formatted((int) c);
    });
  }
}
