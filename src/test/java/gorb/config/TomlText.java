package gorb.config;

import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a tree as TOML, at random with headers, dotted names or inline tables. */
final class TomlText {
  private final RandomGenerator random;

  TomlText(RandomGenerator random) {
    this.random = random;
  }

  String of(ObjectNode document) {
    var text = new StringBuilder();
    table(document, "", text);
    return text.toString();
  }

  /** First what stands on a line of its own, then the tables that have headers. */
  private void table(ObjectNode table, String header, StringBuilder text) {
    var later = new StringBuilder();
    for (var field : table.properties()) {
      var name = string(field.getKey());
      if (!(field.getValue() instanceof ObjectNode child)) {
        text.append(name).append(" = ").append(value(field.getValue())).append('\n');
      } else if (random.nextInt(3) == 0) {
        text.append(name).append(" = ").append(inline(child)).append('\n');
      } else {
        var path = header.isEmpty() ? name : header + " . " + name;
        later.append('[').append(path).append("] # a table\n");
        table(child, path, later);
      }
    }
    text.append(later);
  }

  private String inline(ObjectNode table) {
    return table.properties().stream()
        .map(field -> string(field.getKey()) + "=" + value(field.getValue()))
        .collect(Collectors.joining(", ", "{ ", " }"));
  }

  private String value(JsonNode value) {
    if (value instanceof ObjectNode table) {
      return inline(table);
    }
    if (value.isArray()) {
      return value.values().stream().map(this::value).collect(Collectors.joining(",\n  ", "[", "]"));
    }
    return value.isString() ? string(value.stringValue()) : value.asString();
  }

  /** Of the strings here, JSON's form is TOML's, too. */
  private static String string(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
