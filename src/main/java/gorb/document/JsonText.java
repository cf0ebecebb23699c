package gorb.document;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Writes JSON as the original does: one tab a level, fields in their order, no end of line at the end, {@code < > &}
 * escaped, numbers in their shortest form.
 */
public final class JsonText {
  private final StringBuilder text = new StringBuilder();
  private int depth;

  private JsonText() {}

  /** The text of a value. */
  public static String of(JsonNode value) {
    var writer = new JsonText();
    writer.write(value);
    return writer.text.toString();
  }

  /** The same value with the fields of every object in alphabetical order. */
  static JsonNode sorted(JsonNode value) {
    if (value.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode();
      value.values().forEach(element -> array.add(sorted(element)));
      return array;
    }
    if (!value.isObject()) {
      return value;
    }
    var fields = new TreeMap<String, JsonNode>();
    value.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
    return JsonNodeFactory.instance.objectNode().setAll(fields);
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
      line();
    }
    text.append(bracket);
  }

  private void field(Map.Entry<String, JsonNode> field) {
    line();
    string(field.getKey());
    text.append(": ");
    write(field.getValue());
    text.append(',');
  }

  private void element(JsonNode element) {
    line();
    write(element);
    text.append(',');
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
    for (int i = 0; i < value.length(); i++) {
      character(value.charAt(i));
    }
    text.append('"');
  }

  private void character(char c) {
    if (c == '"' || c == '\\') {
      text.append('\\').append(c);
    } else if (c == '\n') {
      text.append("\\n");
    } else if (c == '\r') {
      text.append("\\r");
    } else if (c == '\t') {
      text.append("\\t");
    } else if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
      text.append("\\u%04x".formatted((int) c));
    } else {
      text.append(c);
    }
  }
}
