package gorb.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * A field that two documents do not have alike.
 *
 * @param field its path: {@code services.web.method}
 * @param before its value in the first; empty where it has none
 * @param after its value in the second; empty where it has none
 */
public record Difference(String field, Optional<JsonNode> before, Optional<JsonNode> after) {
  /** The differences of two documents, in the order of the paths: each as deep as both have an object. */
  public static List<Difference> between(JsonNode before, JsonNode after) {
    var found = new ArrayList<Difference>();
    collect("", before, after, found);
    return List.copyOf(found);
  }

  private static void collect(String prefix, JsonNode before, JsonNode after, List<Difference> found) {
    var names = new TreeSet<>(before.propertyNames());
    names.addAll(after.propertyNames());
    for (var name : names) {
      var one = Optional.ofNullable(before.get(name));
      var other = Optional.ofNullable(after.get(name));
      if (one.equals(other)) {
        continue;
      }
      if (one.isPresent() && other.isPresent() && one.get().isObject() && other.get().isObject()) {
        collect(prefix + name + ".", one.get(), other.get(), found);
      } else {
        found.add(new Difference(prefix + name, one, other));
      }
    }
  }
}
