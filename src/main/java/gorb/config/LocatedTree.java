package gorb.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a file says, whatever its format: a tree, and where each field stands. A field is known by its path, in the form
 * that problems have: {@code services.web.port}, {@code host-name[1]}. It stands where its name begins, an element of
 * an array where it begins itself. Built by one reader, then only read.
 */
final class LocatedTree {
  /** Of objects and arrays within each other. */
  static final int DEEPEST = 32;
  /** Of the text of a number: beyond it lies no number that means anything here. */
  static final int LONGEST_NUMBER = 100;

  private static final int LONGEST_NAME = 1_024;

  private final Map<String, Position> positions = new HashMap<>();
  private ObjectNode root = JsonNodeFactory.instance.objectNode();

  /**
   * Reads a file by its extension.
   *
   * @param problems takes those that do not end the reading, such as names that are given twice
   */
  static LocatedTree read(Path file, FileProblems problems) throws ConfigException {
    var format = FileFormat.of(file);
    if (format.isEmpty()) {
      throw problems.refusal(null, "unknown format (expected: " + FileFormat.EXPECTED + ")");
    }
    return read(format.get(), FileText.read(file, problems), problems);
  }

  /** Reads a text. */
  static LocatedTree read(FileFormat format, String text, FileProblems problems) throws ConfigException {
    var tree = new LocatedTree();
    tree.root = switch (format) {
      case YAML -> new YamlTreeReader(text, tree, problems).read();
      case JSON -> new JsonTreeReader(text, tree, problems).read();
      case TOML -> new TomlTreeReader(text, tree, problems).read();
    };
    problems.raiseGaps();
    return tree;
  }

  /** The tree. */
  ObjectNode root() {
    return root;
  }

  /** Where a field stands; what encloses it for one that is missing. */
  Position positionOf(String path) {
    var enclosing = path;
    while (!enclosing.isEmpty()) {
      var position = positions.get(enclosing);
      if (position != null) {
        return position;
      }
      enclosing = enclosing.substring(0, Math.max(0, Math.max(enclosing.lastIndexOf('.'), enclosing.lastIndexOf('['))));
    }
    return Position.START;
  }

  /** The path of a field of an object. */
  static String path(String parent, String name) {
    return parent.isEmpty() ? name : parent + "." + name;
  }

  /** The path of an element of an array. */
  static String path(String parent, int index) {
    return parent + "[" + index + "]";
  }

  /** Notes where a field begins; of two that have one path the first one counts. */
  void place(String path, Position position) {
    positions.putIfAbsent(path, position);
  }

  /** Adds a field to its object, unless that has one of that name. */
  void put(ObjectNode object, Field field, JsonNode value, FileProblems problems) {
    if (field.name().length() > LONGEST_NAME) {
      problems.addGap(field.position(), "",
          "a name of " + field.name().length() + " characters (expected: at most " + LONGEST_NAME + ")");
    } else if (object.has(field.name())) {
      problems.add(field.position(), field.path(), "given twice (first at " + positionOf(field.path()) + ")");
    } else {
      object.set(field.name(), value);
    }
  }

  /** A field of an object that is being read. */
  record Field(String parent, String name, Position position) {
    String path() {
      return LocatedTree.path(parent, name);
    }
  }
}
