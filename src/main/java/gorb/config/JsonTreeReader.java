package gorb.config;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads JSON (RFC 8259) into a located tree. */
final class JsonTreeReader {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonFactory FACTORY = JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(LocatedTree.DEEPEST + 1)
          .maxNumberLength(LocatedTree.LONGEST_NUMBER)
          .maxNameLength(FileText.LARGEST_MIB << 20)
          .build())
      .build();

  private final String text;
  private final LocatedTree tree;
  private final FileProblems problems;
  /** Up to where the characters of a line were counted, and how many there are. */
  private int line;
  private int counted;
  private int offset;

  JsonTreeReader(String text, LocatedTree tree, FileProblems problems) {
    this.text = text;
    this.tree = tree;
    this.problems = problems;
  }

  ObjectNode read() throws ConfigException {
    try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw problems.refusal(parser.currentToken() == null ? Position.START : position(parser), "no JSON object");
      }
      var root = object(parser, "", 1);
      if (parser.nextToken() != null) {
        throw problems.refusal(position(parser), "text after the end of the JSON object");
      }
      return root;
    } catch (StreamReadException e) {
      var where = e.getLocation();
      throw problems.refusal(where == null ? null : position(where), "no JSON: " + e.getOriginalMessage());
    } catch (JacksonException e) {
      throw problems.refusal(null, "no JSON: " + e.getOriginalMessage());
    }
  }

  private ObjectNode object(JsonParser parser, String path, int depth) throws ConfigException {
    var object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var field = new LocatedTree.Field(path, parser.currentName(), position(parser));
      tree.place(field.path(), field.position());
      parser.nextToken();
      tree.put(object, field, value(parser, field.path(), depth + 1), problems);
    }
    return object;
  }

  private JsonNode array(JsonParser parser, String path, int depth) throws ConfigException {
    var array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      var element = LocatedTree.path(path, array.size());
      tree.place(element, position(parser));
      array.add(value(parser, element, depth + 1));
    }
    return array;
  }

  private JsonNode value(JsonParser parser, String path, int depth) throws ConfigException {
    if (depth > LocatedTree.DEEPEST && parser.currentToken().isStructStart()) {
      throw problems.refusal(position(parser), "deeper than " + LocatedTree.DEEPEST + " levels");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, path, depth);
      case START_ARRAY -> array(parser, path, depth);
      case VALUE_STRING -> NODES.stringNode(parser.getString());
      case VALUE_NUMBER_INT -> Numbers.integer(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("token: " + parser.currentToken() + " (expected: a value)");
    };
  }

  private Position position(JsonParser parser) {
    return position(parser.currentTokenLocation());
  }

  /** A place, its column in characters instead of the parser's UTF-16; counts on from the place before it. */
  private Position position(TokenStreamLocation where) {
    int at = (int) Math.min(where.getCharOffset(), text.length());
    if (at < 0 || where.getLineNr() < line || (where.getLineNr() == line && at < offset)) {
      return new Position(where.getLineNr(), where.getColumnNr());
    }
    if (where.getLineNr() > line) {
      line = where.getLineNr();
      offset = Math.max(0, at - where.getColumnNr() + 1);
      counted = 0;
    }
    counted += text.codePointCount(offset, at);
    offset = at;
    return new Position(line, counted + 1);
  }
}
