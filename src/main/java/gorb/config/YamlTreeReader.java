package gorb.config;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads YAML 1.2 with its core schema into a located tree: {@code no} and {@code 22:22} are text. Names are what is
 * written. Anchors, aliases and tags are refused: without them a file says no more than it shows. An empty file is an
 * empty object.
 */
final class YamlTreeReader {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(FileText.LARGEST_MIB << 20).build();
  private static final ScalarResolver CORE = new CoreScalarResolver(false);

  private final String text;
  private final LocatedTree tree;
  private final FileProblems problems;
  private final Iterator<Event> events;

  YamlTreeReader(String text, LocatedTree tree, FileProblems problems) {
    this.text = text;
    this.tree = tree;
    this.problems = problems;
    this.events = new Parse(SETTINGS).parseReader(new WholeCharacters(text)).iterator();
  }

  ObjectNode read() throws ConfigException {
    try {
      return document();
    } catch (MarkedYamlEngineException e) {
      var context = e.getContext() == null ? "" : e.getContext() + ": ";
      throw problems.refusal(
          e.getProblemMark().or(e::getContextMark).map(YamlTreeReader::position).orElse(null),
          "no YAML: " + context + e.getProblem());
    } catch (ReaderException e) {
      // Its index counts characters of Unicode.
      var before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
      throw problems.refusal(Position.after(before),
          "no YAML: the character U+%04X is not allowed".formatted(e.getCodePoint()));
    } catch (YamlEngineException e) {
      throw problems.refusal(null, "no YAML: " + e.getMessage());
    }
  }

  private ObjectNode document() throws ConfigException {
    next(Event.ID.StreamStart);
    var start = events.next();
    if (start.getEventId() == Event.ID.StreamEnd) {
      return NODES.objectNode();
    }
    var root = events.next();
    var value = value(root, "", 1);
    next(Event.ID.DocumentEnd);
    var end = events.next();
    if (end.getEventId() != Event.ID.StreamEnd) {
      throw problems.refusal(position(end), "a second document (expected: one)");
    }
    problems.raiseGaps();
    if (value instanceof ObjectNode object) {
      return object;
    }
    if (value.isNull()) {
      return NODES.objectNode();
    }
    throw problems.refusal(position(root), "no mapping (expected: names with values)");
  }

  private JsonNode value(Event event, String path, int depth) throws ConfigException {
    if (event instanceof CollectionStartEvent && depth > LocatedTree.DEEPEST) {
      throw problems.refusal(position(event), "deeper than " + LocatedTree.DEEPEST + " levels");
    }
    refuseExtras(event, path);
    return switch (event) {
      case MappingStartEvent _ -> object(path, depth);
      case CollectionStartEvent _ -> array(path, depth);
      case ScalarEvent scalar -> scalar(scalar, path);
      default -> NODES.nullNode();
    };
  }

  private ObjectNode object(String path, int depth) throws ConfigException {
    var object = NODES.objectNode();
    for (var event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
      refuseExtras(event, path);
      if (!(event instanceof ScalarEvent name)) {
        throw problems.refusal(position(event), "a name that is no text");
      }
      var field = new LocatedTree.Field(path, name.getValue(), position(event));
      tree.place(field.path(), field.position());
      tree.put(object, field, value(events.next(), field.path(), depth + 1), problems);
    }
    return object;
  }

  private JsonNode array(String path, int depth) throws ConfigException {
    var array = NODES.arrayNode();
    for (var event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
      var element = LocatedTree.path(path, array.size());
      tree.place(element, position(event));
      array.add(value(event, element, depth + 1));
    }
    return array;
  }

  private JsonNode scalar(ScalarEvent scalar, String path) {
    var value = scalar.getValue();
    if (!scalar.isPlain()) {
      return NODES.stringNode(value);
    }
    var tag = CORE.resolve(value, true);
    if (tag.equals(Tag.NULL)) {
      return NODES.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return NODES.booleanNode(value.equalsIgnoreCase("true"));
    }
    if (!tag.equals(Tag.INT) && !tag.equals(Tag.FLOAT)) {
      return NODES.stringNode(value);
    }
    if (value.length() > LocatedTree.LONGEST_NUMBER) {
      problems.addGap(position(scalar), path,
          "a number of " + value.length() + " characters (expected: at most " + LocatedTree.LONGEST_NUMBER + ")");
      return NODES.nullNode();
    }
    return tag.equals(Tag.INT) ? Numbers.integer(integer(value)) : NODES.numberNode(decimal(value));
  }

  /** YAML 1.2.2 §10.3.2: decimal, octal as 0o, hexadecimal as 0x. */
  private static BigInteger integer(String text) {
    if (text.startsWith("0o")) {
      return new BigInteger(text.substring(2), 8);
    }
    return text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
  }

  private static double decimal(String text) {
    var word = text.substring(text.startsWith("-") || text.startsWith("+") ? 1 : 0);
    if (word.equalsIgnoreCase(".inf")) {
      return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return word.equalsIgnoreCase(".nan") ? Double.NaN : Double.parseDouble(text);
  }

  private void refuseExtras(Event event, String path) {
    if (event instanceof AliasEvent || (event instanceof NodeEvent node && node.getAnchor().isPresent())) {
      problems.addGap(position(event), path, "anchors and aliases mean nothing here (expected: the value itself)");
    }
    var tag = switch (event) {
      case ScalarEvent scalar -> scalar.getTag();
      case CollectionStartEvent collection -> collection.getTag();
      default -> Optional.<String>empty();
    };
    if (tag.isPresent()) {
      problems.addGap(position(event), path, "the tag " + tag.get() + " means nothing here");
    }
  }

  private void next(Event.ID expected) {
    var event = events.next();
    if (event.getEventId() != expected) {
      throw new IllegalStateException("event: " + event + " (expected: " + expected + ")");
    }
  }

  private static Position position(Event event) {
    return event.getStartMark().map(YamlTreeReader::position).orElse(Position.START);
  }

  private static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }
}
