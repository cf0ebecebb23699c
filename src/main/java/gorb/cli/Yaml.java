package gorb.cli;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Writes JSON as YAML for people: blocks, and quotes only where a text could be read as something else. */
final class Yaml {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./-]*");
  private static final Set<String> WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private final StringBuilder text = new StringBuilder();

  private Yaml() {}

  /** The text of a value, with an end of line. */
  static String of(JsonNode value) {
    var yaml = new Yaml();
    if (isBlock(value)) {
      yaml.block(value, "");
    } else {
      yaml.text.append(scalar(value)).append('\n');
    }
    return yaml.text.toString();
  }

  private void block(JsonNode value, String indent) {
    if (value.isObject()) {
      value.properties().forEach(
          field -> entry(indent + scalar(field.getKey()) + ":", field.getValue(), indent + "  "));
    } else {
      value.values().forEach(element -> entry(indent + "-", element, indent + "  "));
    }
  }

  private void entry(String head, JsonNode value, String indent) {
    text.append(head);
    if (isBlock(value)) {
      text.append('\n');
      block(value, indent);
    } else {
      text.append(' ').append(scalar(value)).append('\n');
    }
  }

  private static boolean isBlock(JsonNode value) {
    return value.isContainer() && !value.isEmpty();
  }

  private static String scalar(JsonNode value) {
    return value.isString() ? scalar(value.stringValue()) : value.toString();
  }

  private static String scalar(String text) {
    boolean isPlain = PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
    return isPlain ? text : StringNode.valueOf(text).toString();
  }
}
