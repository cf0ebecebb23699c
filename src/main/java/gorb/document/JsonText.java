package gorb.document;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private JsonText(int levels, int depth) {
    this.levels = levels;
    this.depth = depth;
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
    var writer = new JsonText(levels, 0);
    writer.write(value);
    return writer.text.toString();
  }

  /** An object that is written field by field: with {@link #field} and {@link #open} up to the last {@link #close}. */
  public static JsonText object(int levels) {
    var writer = new JsonText(levels, 0);
    writer.open('{');
    return writer;
  }

  /** A text of more fields of the object that is open, for another thread to write. */
  JsonText part() {
    return new JsonText(levels, depth);
  }

  /** Adds the fields of a part. */
  void add(JsonText part) {
    text.append(part.text);
  }

  /** Begins an object in a field of any name. */
  public JsonText open(String name) {
    begin();
    name(name);
    open('{');
    return this;
  }

  /** Ends the object that was begun at last. */
  public JsonText close() {
    close('}');
    if (depth > 0) {
      text.append(',');
    }
    return this;
  }

  /** A field of this program, whose name needs no escape, with text. */
  public JsonText field(String name, String value) {
    begin();
    known(name);
    string(value);
    text.append(',');
    return this;
  }

  /** A field of this program, whose name needs no escape, with a whole number. */
  JsonText field(String name, long value) {
    begin();
    known(name);
    text.append(value).append(',');
    return this;
  }

  /** A field of any name with any value. */
  public JsonText field(String name, JsonNode value) {
    begin();
    name(name);
    write(value);
    text.append(',');
    return this;
  }

  /** All fields of an object. */
  JsonText fields(ObjectNode object) {
    object.properties().forEach(this::field);
    return this;
  }

  /** What was written. */
  @Override
  public String toString() {
    return text.toString();
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
        fields(value.properties());
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

  /** Many fields of which each has lines of its own are written by several threads. */
  private void fields(Set<Map.Entry<String, JsonNode>> fields) {
    if (depth > levels || !ManyAtOnce.isWorthwhile(fields.size())) {
      fields.forEach(this::field);
      return;
    }
    ManyAtOnce.map(List.copyOf(fields), field -> {
      var part = part();
      part.field(field);
      return part;
    }).forEach(this::add);
  }

  private void field(Map.Entry<String, JsonNode> field) {
    field(field.getKey(), field.getValue());
  }

  private void known(String name) {
    text.append('"').append(name).append("\": ");
  }

  private void name(String name) {
    string(name);
    text.append(": ");
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
