package gorb.cli;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The settings of IPVS as a whole, as people read them. */
final class IpvsText {
  private IpvsText() {}

  /** Each setting by its path, what is wanted of it, and what the kernel has; then what is missing, and why. */
  static String of(JsonNode answer) {
    var wanted = flat(answer.path("wanted"));
    var kernel = flat(answer.path("kernel"));
    var names = new LinkedHashSet<>(kernel.keySet());
    names.addAll(wanted.keySet());
    var text = new StringBuilder("%-32s %-20s %s%n".formatted("SETTING", "WANTED", "KERNEL"));
    for (var name : names) {
      text.append("%-32s %-20s %s%n".formatted(name, wanted.getOrDefault(name, ""), kernel.getOrDefault(name, "")));
    }
    text.append("wanted by: ").append(answer.path("origin").asString("nobody")).append('\n');
    answer.path("steps").values().forEach(step -> text.append("missing: ").append(step.asString("")).append('\n'));
    var refused = answer.path("refused").asString("");
    return refused.isEmpty() ? text.toString() : text.append("refused: ").append(refused).append('\n').toString();
  }

  /**
   * The steps of a change.
   *
   * @param what what is to be said of them
   */
  static String steps(JsonNode answer, String what) {
    var text = new StringBuilder();
    answer.path("steps").values().forEach(step -> text.append(step.asString("")).append('\n'));
    return text.isEmpty() ? "nothing to change\n" : text.insert(0, what + ":\n").toString();
  }

  /** The values of a document by their paths; an object with nothing in it is shown as that. */
  private static Map<String, String> flat(JsonNode document) {
    var values = new LinkedHashMap<String, String>();
    document.properties().forEach(entry -> collect(entry.getKey(), entry.getValue(), values));
    return values;
  }

  private static void collect(String path, JsonNode value, Map<String, String> values) {
    if (value.isObject() && !value.isEmpty()) {
      value.properties().forEach(entry -> collect(path + "." + entry.getKey(), entry.getValue(), values));
    } else {
      values.put(path, value.isObject() ? "none" : value.asString(""));
    }
  }
}
