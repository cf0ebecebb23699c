package gorb.cli;

import tools.jackson.databind.JsonNode;

/** Answers as people read them. */
final class Texts {
  private Texts() {}

  /** Whether a plan or difference changes anything. */
  static boolean isEmpty(JsonNode plan) {
    return plan.path("changes").isEmpty() && plan.path("steps").isEmpty();
  }

  /** What changes: fields, steps, risks. */
  static String changes(JsonNode plan) {
    if (isEmpty(plan)) {
      return "nothing to change\n";
    }
    var text = new StringBuilder();
    plan.path("changes").values().forEach(change -> text.append(change(change)).append('\n'));
    list(text, "steps:", plan.path("steps"));
    list(text, "drains:", plan.path("drains"));
    list(text, "risks:", plan.path("risks"));
    return text.toString();
  }

  /** What would be adopted, and what cannot be. */
  static String adoption(JsonNode plan) {
    var text = new StringBuilder(plan.path("changes").isEmpty() ? "nothing to adopt\n" : changes(plan));
    var leftOut = plan.path("left_out");
    if (!leftOut.isEmpty()) {
      text.append("left out:\n");
      leftOut.values().forEach(reason -> text.append("  ").append(reason.asString()).append('\n'));
    }
    return text.toString();
  }

  /** What became of a change. */
  static String applied(String what, JsonNode answer) {
    long steps = answer.path("steps").asLong();
    var text = what + ": revision " + answer.path("revision").asLong()
        + ", " + steps + (steps == 1 ? " step\n" : " steps\n");
    var pending = answer.path("pending");
    return pending.isObject()
        ? text + "taken back at " + pending.path("until").asString() + " unless it is confirmed: gorb confirm\n"
        : text;
  }

  /** What was wanted before, a line each. */
  static String revisions(JsonNode revisions) {
    var text = new StringBuilder();
    for (var revision : revisions.values()) {
      text.append("%6d  %-24s  %s".formatted(
          revision.path("revision").asLong(), revision.path("at").asString(), revision.path("cause").asString()));
      if (revision.path("current").asBoolean()) {
        text.append("  (current)");
      }
      var pending = revision.path("pending");
      if (pending.isObject()) {
        text.append("  (to be confirmed until ").append(pending.path("until").asString()).append(')');
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** What others changed. */
  static String drift(JsonNode answer) {
    var text = new StringBuilder();
    for (var drift : answer.path("drift").values()) {
      text.append("%-24s  %s  %s%n".formatted(
          drift.path("at").asString(), drift.path("repaired").asBoolean() ? "repaired" : "reported",
          drift.path("step").path("text").asString()));
    }
    list(text, "unrepaired:", answer.path("unrepaired"));
    return text.isEmpty() ? "no drift\n" : text.toString();
  }

  /** Connections, a line each. */
  static String connections(JsonNode answer) {
    var text = new StringBuilder("%-5s %-28s %-28s %-28s %-12s %-8s %s%n".formatted(
        "PROTO", "CLIENT", "VIRTUAL", "SERVER", "STATE", "EXPIRES", "BACKEND"));
    for (var connection : answer.path("connections").values()) {
      var service = connection.path("service");
      var backend = connection.path("backend");
      text.append("%-5s %-28s %-28s %-28s %-12s %-8s %s%n".formatted(
          connection.path("protocol").asString(), connection.path("client").asString(),
          connection.path("virtual").asString(), connection.path("server").asString(),
          connection.path("state").asString(), connection.path("expires").asString(),
          service.isString() ? service.asString() + "/" + (backend.isString() ? backend.asString() : "-") : "-"));
    }
    return answer.path("more").asBoolean() ? text + "and more: --limit\n" : text.toString();
  }

  /** Why a backend has its weight. */
  static String why(String name, JsonNode answer) {
    var text = new StringBuilder(
        name + ": weight " + answer.path("weight").asLong() + ": " + answer.path("words").asString() + "\n");
    for (var transition : answer.path("transitions").values()) {
      text.append("%-24s  %s -> %s".formatted(
          transition.path("at").asString(), transition.path("from").asString(), transition.path("to").asString()));
      var reason = transition.path("reason");
      text.append(reason.isString() ? ": " + reason.asString() + "\n" : "\n");
    }
    return text.toString();
  }

  /** How far a drain is. */
  static String drain(JsonNode backend) {
    var state = backend.path("state").asString();
    if (!state.equals("draining")) {
      return state;
    }
    var text = "draining until " + backend.path("drain_until").asString();
    var connections = backend.path("connections");
    long left = connections.path("active").asLong() + connections.path("inactive").asLong();
    return connections.isObject()
        ? text + ", " + left + (left == 1 ? " connection left (" : " connections left (")
            + connections.path("active").asLong() + " active)"
        : text;
  }

  private static String change(JsonNode change) {
    var field = change.path("field").asString();
    var before = change.path("before");
    var after = change.path("after");
    if (before.isNull()) {
      return "+ " + field + ": " + after;
    }
    return after.isNull() ? "- " + field + ": " + before : "~ " + field + ": " + before + " -> " + after;
  }

  private static void list(StringBuilder text, String head, JsonNode entries) {
    if (!entries.isEmpty()) {
      text.append(head).append('\n');
      entries.values().forEach(entry -> text.append("  ").append(entry.path("text").asString()).append('\n'));
    }
  }
}
