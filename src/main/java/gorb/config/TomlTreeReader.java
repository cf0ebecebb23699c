package gorb.config;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads TOML 1.0 into a located tree. A table that has a header stands where that begins. */
final class TomlTreeReader {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String text;
  private final LocatedTree tree;
  private final FileProblems problems;

  TomlTreeReader(String text, LocatedTree tree, FileProblems problems) {
    this.text = text;
    this.tree = tree;
    this.problems = problems;
  }

  ObjectNode read() throws ConfigException {
    var parsed = Toml.parse(text, TomlVersion.V1_0_0);
    parsed.errors().forEach(error -> problems.addGap(position(error.position()), "", "no TOML: " + error.getMessage()));
    problems.raiseGaps();
    return table(parsed, "", 1);
  }

  private ObjectNode table(TomlTable table, String path, int depth) {
    var object = NODES.objectNode();
    for (var entry : table.entrySet()) {
      var position = position(table.inputPositionOf(List.of(entry.getKey())));
      var field = new LocatedTree.Field(path, entry.getKey(), position);
      tree.place(field.path(), position);
      tree.put(object, field, value(entry.getValue(), field.path(), depth), problems);
    }
    return object;
  }

  private JsonNode array(TomlArray elements, String path, int depth) {
    var array = NODES.arrayNode();
    for (int i = 0; i < elements.size(); i++) {
      var element = LocatedTree.path(path, i);
      tree.place(element, position(elements.inputPositionOf(i)));
      array.add(value(elements.get(i), element, depth));
    }
    return array;
  }

  private JsonNode value(Object value, String path, int depth) {
    if ((value instanceof TomlTable || value instanceof TomlArray) && depth == LocatedTree.DEEPEST) {
      problems.addGap(tree.positionOf(path), "", "deeper than " + LocatedTree.DEEPEST + " levels");
      return NODES.nullNode();
    }
    return switch (value) {
      case TomlTable table -> table(table, path, depth + 1);
      case TomlArray array -> array(array, path, depth + 1);
      case String string -> NODES.stringNode(string);
      case Boolean bool -> NODES.booleanNode(bool);
      case Long number -> Numbers.integer(BigInteger.valueOf(number));
      case Double number -> NODES.numberNode(number);
      default -> {
        problems.addGap(tree.positionOf(path), path, value + " (a time means nothing here: put text in quotes)");
        yield NODES.nullNode();
      }
    };
  }

  private static Position position(@Nullable TomlPosition position) {
    return position == null ? Position.START : new Position(position.line(), position.column());
  }
}
