package gorb.document;

import gorb.model.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the fields of a JSON object by the rules of the original: names without regard to case (but in strict
 * documents), {@code null} as good as absent, strict types. What does not fit becomes a problem, and reading goes on, so
 * that all are told at once. Confined to its request.
 */
public final class Fields {
  /** The highest port. */
  static final int HIGHEST_PORT = 65_535;

  private static final int LONGEST_SHOWN = 60;
  private static final int LONGEST_ADDRESS = 64;
  /** How many names a backend is asked for, or some more. */
  private static final int MOST_ASKED = 24;
  /** How many of them nearly every backend has at the most. */
  private static final int MOST_FOUND = 8;

  private final ObjectNode object;
  private final Place place;
  private final Problems problems;
  /** The names that mean something here; some are asked for more than once. */
  private final List<String> asked = new ArrayList<>(MOST_ASKED);
  /** Those of them that are there, each once. */
  private final List<String> found = new ArrayList<>(MOST_FOUND);

  private Fields(ObjectNode object, Place place, Problems problems) {
    this.object = object;
    this.place = place;
    this.problems = problems;
  }

  /**
   * Where an object stands: its path is put together only where it is told, since a document of ten thousand backends
   * has few problems.
   *
   * @param outer the object that it is in; null where the path begins
   * @param name of it in there, with what is behind it up to the names of its own fields
   */
  private record Place(@Nullable Place outer, String name) {
    private String prefix() {
      return outer == null ? name : outer.prefix() + name + ".";
    }
  }

  /** The fields of a body. */
  public static Fields of(ObjectNode body, Problems problems) {
    return of(body, "", problems);
  }

  /** The fields of an object within the body, at a path that ends with a dot. */
  public static Fields of(ObjectNode object, String prefix, Problems problems) {
    return new Fields(object, new Place(null, prefix), problems);
  }

  /** The fields of an object that is in a field of this one. */
  Fields within(String name, ObjectNode child) {
    return new Fields(child, new Place(place, name), problems);
  }

  /** The same fields, whose problems go elsewhere: to those of a part. */
  Fields apart() {
    return new Fields(object, place, problems.ofPart());
  }

  /** The full path of a field. */
  public String path(String name) {
    return place.prefix() + name;
  }

  /** The object whose fields they are; not to be changed. */
  ObjectNode object() {
    return object;
  }

  /** The problems of the whole request. */
  public Problems problems() {
    return problems;
  }

  /** A string of at most so many characters. */
  public Optional<String> text(String name, int longest) {
    var node = node(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isString()) {
      return refuse(name, node, "a string");
    }
    if (node.stringValue().length() > longest) {
      return refuse(name, node, "at most " + longest + " characters");
    }
    return Optional.of(node.stringValue());
  }

  /** The address that belongs to the host, where a document keeps it beside the name; an address as text. */
  Optional<IpAddress> address() {
    if (problems.isRequest()) {
      return Optional.empty();
    }
    var text = text("address", LONGEST_ADDRESS);
    var address = text.flatMap(IpAddress::parse);
    if (text.isPresent() && address.isEmpty()) {
      problems.add(path("address"), "\"" + text.get() + "\" (expected: an IPv4 or IPv6 address)");
    }
    return address;
  }

  /** A word in lower case; empty where it is not given or is empty. */
  Optional<String> word(String name, int longest) {
    var text = text(name, longest);
    return text.isEmpty() || text.get().isEmpty() ? Optional.empty() : Optional.of(text.get().toLowerCase(Locale.ROOT));
  }

  /** One of some words. */
  <T> Optional<T> word(String name, T[] values, Function<T, String> label) {
    var text = text(name, LONGEST_SHOWN);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    for (var value : values) {
      if (text.get().equals(label.apply(value))) {
        return Optional.of(value);
      }
    }
    problems.add(path(name), "\"" + text.get() + "\" (expected: "
        + Arrays.stream(values).map(label).collect(Collectors.joining(", ")) + ")");
    return Optional.empty();
  }

  /** A whole number in a range. */
  public OptionalInt integer(String name, int lowest, int highest) {
    var node = node(name);
    return node == null ? OptionalInt.empty() : integer(name, node, lowest, highest);
  }

  /** A whole number in a range that may be beyond 31 bits. */
  public OptionalLong whole(String name, long lowest, long highest) {
    var node = node(name);
    if (node == null) {
      return OptionalLong.empty();
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()
        || node.longValue() < lowest || node.longValue() > highest) {
      refuse(name, node, "an integer from " + lowest + " to " + highest);
      return OptionalLong.empty();
    }
    return OptionalLong.of(node.longValue());
  }

  /** A port that has to be given; 0 counts as not given. */
  OptionalInt port(String name) {
    var node = node(name);
    if (node == null || (node.isIntegralNumber() && node.canConvertToInt() && node.intValue() == 0)) {
      problems.add(Problems.ENDPOINT_MISSING, path(name),
          (node == null ? "missing" : "0") + " (expected: an integer from 1 to " + HIGHEST_PORT + ")");
      return OptionalInt.empty();
    }
    return integer(name, node, 1, HIGHEST_PORT);
  }

  /** A whole number in a range, also as a string of digits. */
  OptionalInt integerOrDigits(String name, int lowest, int highest) {
    var node = node(name);
    if (node == null) {
      return OptionalInt.empty();
    }
    if (node.isString() && node.stringValue().matches("[0-9]{1,9}")) {
      var number = JsonNodeFactory.instance.numberNode(Integer.parseInt(node.stringValue()));
      return integer(name, number, lowest, highest);
    }
    return integer(name, node, lowest, highest);
  }

  /** True or false. */
  public Optional<Boolean> bool(String name) {
    var node = node(name);
    if (node == null) {
      return Optional.empty();
    }
    return node.isBoolean() ? Optional.of(node.booleanValue()) : refuse(name, node, "true or false");
  }

  /** Whether it is true; says nothing of another type, which its own reader refuses. */
  boolean isTrue(String name) {
    var node = node(name);
    return node != null && node.isBoolean() && node.booleanValue();
  }

  /** Whether it is a string, without a problem where it is not. */
  boolean isText(String name) {
    var node = node(name);
    return node != null && node.isString();
  }

  /** Strings in their order. */
  List<String> texts(String name, int most, int longest) {
    var node = node(name);
    if (node == null) {
      return List.of();
    }
    boolean fits = node.isArray() && node.size() <= most && node.values().stream()
        .allMatch(text -> text.isString() && text.stringValue().length() <= longest);
    if (!fits) {
      refuse(name, node, "at most " + most + " strings of at most " + longest + " characters each");
      return List.of();
    }
    return node.values().stream().map(JsonNode::stringValue).toList();
  }

  /** An object. */
  Optional<ObjectNode> object(String name) {
    var node = node(name);
    if (node == null) {
      return Optional.empty();
    }
    return node instanceof ObjectNode found ? Optional.of(found) : refuse(name, node, "an object");
  }

  /** The fields of an object. */
  public Optional<Fields> nested(String name) {
    return object(name).map(child -> within(name, child));
  }

  /** The objects of an object, by name and in their order; names as the API takes them. */
  Map<String, Fields> objects(String name) {
    var found = new LinkedHashMap<String, Fields>();
    nested(name).ifPresent(parent -> parent.object.properties().forEach(entry -> {
      if (!Names.isName(entry.getKey())) {
        problems.add(parent.path(entry.getKey()), "no name (expected: " + Names.EXPECTED + ")");
      } else if (entry.getValue() instanceof ObjectNode child) {
        found.put(entry.getKey(), parent.within(entry.getKey(), child));
      } else {
        problems.add(parent.path(entry.getKey()), shown(entry.getValue()) + " (expected: an object)");
      }
    }));
    return found;
  }

  /** The objects of an array, in their order. */
  public List<Fields> list(String name) {
    var found = new ArrayList<Fields>();
    elements(name, "an array of objects", (element, path) -> {
      if (element instanceof ObjectNode child) {
        found.add(of(child, path + ".", problems));
      } else {
        problems.add(path, shown(element) + " (expected: an object)");
      }
    });
    return found;
  }

  /**
   * The strings of an array as what they mean.
   *
   * @param expected what they have to be, for messages
   */
  public <T> List<T> texts(String name, Function<String, Optional<T>> meaning, String expected) {
    var found = new ArrayList<T>();
    elements(name, "an array of strings", (element, path) -> {
      var value = element.isString() ? meaning.apply(element.stringValue()) : Optional.<T>empty();
      value.ifPresentOrElse(found::add, () -> problems.add(path, shown(element) + " (expected: " + expected + ")"));
    });
    return found;
  }

  /** Whether a field is given. */
  public boolean has(String name) {
    return node(name) != null;
  }

  /** A duration of whole seconds as a number or digits, or one with units; at most {@link Intervals#LONGEST}. */
  public Optional<Duration> duration(String name, Duration shortest) {
    return duration(name, shortest, Intervals.LONGEST);
  }

  /** As {@link #duration(String, Duration)}, with another bound. */
  Optional<Duration> duration(String name, Duration shortest, Duration longest) {
    var node = node(name);
    if (node == null) {
      return Optional.empty();
    }
    var text = node.isString() || node.isIntegralNumber() ? node.asString() : "";
    var duration = Intervals.parse(text.matches("[0-9]+") ? text + "s" : text);
    if (duration.isEmpty()
        || duration.get().compareTo(shortest) < 0
        || duration.get().compareTo(longest) > 0) {
      return refuse(name, node, "seconds, or a duration such as 90s or 5m, from " + Intervals.format(shortest)
          + " to " + Intervals.format(longest));
    }
    return duration;
  }

  /** Takes a field for known without reading it. */
  void skip(String name) {
    asked.add(name);
  }

  /** Takes a field for known that means nothing any more; a strict document may not have it. */
  void skipObsolete(String name) {
    if (!problems.isStrict()) {
      skip(name);
    }
  }

  /** Notes the fields that nobody asked for. */
  public void finish() {
    if (found.size() == object.size()) {
      return;
    }
    for (var field : object.properties()) {
      if (!isAsked(field.getKey())) {
        problems.unknown(path(field.getKey()), field.getKey(), Set.copyOf(asked));
      }
    }
  }

  /** A value as messages show it. */
  public static String shown(JsonNode node) {
    var text = node.toString();
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
  }

  private OptionalInt integer(String name, JsonNode node, int lowest, int highest) {
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < lowest || node.intValue() > highest) {
      refuse(name, node, "an integer from " + lowest + " to " + highest);
      return OptionalInt.empty();
    }
    return OptionalInt.of(node.intValue());
  }

  /** The value of a field; null where it is absent or null. The last one counts where names differ in case only. */
  private @Nullable JsonNode node(String name) {
    asked.add(name);
    if (problems.isStrict()) {
      var exact = object.get(name);
      if (exact == null) {
        return null;
      }
      if (!found.contains(name)) {
        found.add(name);
      }
      return exact.isNull() ? null : exact;
    }
    JsonNode found = null;
    for (var field : object.properties()) {
      if (isSame(field.getKey(), name) && !field.getValue().isNull()) {
        found = field.getValue();
      }
    }
    return found;
  }

  private boolean isAsked(String name) {
    for (int i = 0; i < asked.size(); i++) {
      if (isSame(name, asked.get(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean isSame(String name, String known) {
    return problems.isStrict() ? name.equals(known) : name.equalsIgnoreCase(known);
  }

  private void elements(String name, String expected, BiConsumer<JsonNode, String> each) {
    var node = node(name);
    if (node != null && !node.isArray()) {
      refuse(name, node, expected);
    } else if (node != null) {
      for (int i = 0; i < node.size(); i++) {
        each.accept(node.get(i), path(name) + "[" + i + "]");
      }
    }
  }

  private <T> Optional<T> refuse(String name, JsonNode node, String expected) {
    problems.add(path(name), shown(node) + " (expected: " + expected + ")");
    return Optional.empty();
  }
}
