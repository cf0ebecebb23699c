package gorb.cli;

import tools.jackson.databind.JsonNode;

/** The shared store and its directors, as people read them. */
final class StoreText {
  private StoreText() {}

  /** Directors, a line each. */
  static String nodes(JsonNode answer) {
    var text = new StringBuilder("%-28s %-10s %8s %8s %6s %10s %8s  %s%n".formatted(
        "NODE", "DATAPLANE", "SERVICES", "REVISION", "DRIFT", "STORE REV", "LAG", "STATE"));
    for (var node : answer.values()) {
      var store = node.path("store");
      text.append("%-28s %-10s %8d %8d %6d %10d %8s  %s%n".formatted(
          node.path("node").asString(""), node.path("dataplane").asString(""), node.path("services").asLong(0),
          node.path("revision").asLong(0), node.path("drift").asLong(0), store.path("revision").asLong(0),
          store.path("lag_ms").asLong(0) + " ms", state(node, store)));
    }
    return text.toString();
  }

  /** The store. */
  static String store(JsonNode answer) {
    var reason = answer.path("reason").asString("");
    var text = new StringBuilder("%s: %s since %s%s%n".formatted(answer.path("store").asString(""),
        answer.path("state").asString(""), answer.path("since").asString(""), reason.isEmpty() ? "" : ": " + reason));
    answer.path("problems").values().forEach(problem -> text.append("  ").append(problem.asString("")).append('\n'));
    return text.toString();
  }

  private static String state(JsonNode node, JsonNode store) {
    var state = store.path("state").asString("");
    return !state.equals("in step") || node.path("in_step").asBoolean(false) ? state : "behind, or ahead";
  }
}
