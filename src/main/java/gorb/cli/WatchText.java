package gorb.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Events as people read them, a line each change. Knows the state that earlier events made, so that it can say what it
 * was. Confined to one thread.
 */
final class WatchText {
  private final Map<String, JsonNode> backends = new HashMap<>();
  private final Map<String, JsonNode> services = new HashMap<>();
  /** The word that was said last of routers, directors and routes. */
  private final Map<String, JsonNode> around = new HashMap<>();
  private JsonNode status = MissingNode.getInstance();

  /** What to say of an event; nothing of one that changes nothing people look for. */
  List<String> lines(Happening event) {
    var data = event.data();
    return switch (event.kind()) {
      case "snapshot" -> snapshot(data);
      case "status" -> status(data);
      case "service" -> service(data.path("name").asString(), data.path("service"));
      case "backend" -> backend(
          data.path("service").asString() + "/" + data.path("name").asString(), data.path("backend"));
      case "verdict" -> List.of(data.path("service").asString() + "/" + data.path("name").asString() + " "
          + data.path("from").path("verdict").asString() + " -> " + verdict(data.path("to")));
      case "standing" -> standing(data.path("service").asString(), data.path("from"), data.path("to"));
      case "turn" -> turn(data);
      case "announcement" -> announcement(data.path("name").asString(), data.path("announcement"));
      case "peer" -> around("peer " + data.path("name").asString(), data.path("peer"), data.at("/peer/state"));
      case "node" -> around("node " + data.path("name").asString(), data.path("node"), data.at("/node/store/state"));
      // Later daemons may tell more.
      default -> List.of();
    };
  }

  private List<String> snapshot(JsonNode data) {
    services.clear();
    backends.clear();
    around.clear();
    data.path("peers").forEachEntry((name, view) -> around.put("peer " + name, view.path("state")));
    data.path("nodes").forEachEntry((name, view) -> around.put("node " + name, view.at("/store/state")));
    data.path("announcements").forEachEntry((name, view) -> around.put("route " + name, view.path("announced")));
    status = data.path("status");
    data.path("services").forEachEntry((name, service) -> {
      services.put(name, service);
      service.path("backends").forEachEntry((backend, view) -> backends.put(name + "/" + backend, view));
    });
    var down = backends.entrySet().stream().filter(it -> isDown(it.getValue())).sorted(Map.Entry.comparingByKey()).toList();
    var lines = new ArrayList<String>();
    lines.add("revision %d of %s: %s, %s, %d down".formatted(status.path("revision").asLong(),
        status.path("dataplane").asString(), count(services.size(), "service"), count(backends.size(), "backend"),
        down.size()));
    down.forEach(it -> lines.add(it.getKey() + " " + verdict(it.getValue())));
    sentences(lines, "trouble: ", status.path("troubles"));
    sentences(lines, "refused: ", status.path("refused"));
    return lines;
  }

  private List<String> status(JsonNode now) {
    var before = status;
    status = now;
    var lines = new ArrayList<String>();
    if (!before.path("revision").equals(now.path("revision"))) {
      lines.add("revision " + now.path("revision").asLong());
    }
    if (!before.path("confirm_until").equals(now.path("confirm_until")) && now.path("confirm_until").isString()) {
      lines.add("to be confirmed until " + now.path("confirm_until").asString());
    }
    if (!before.path("troubles").equals(now.path("troubles"))) {
      sentences(lines, "trouble: ", now.path("troubles"));
      if (now.path("troubles").isEmpty()) {
        lines.add("no trouble any more");
      }
    }
    return lines;
  }

  private List<String> service(String name, JsonNode now) {
    if (now.isNull()) {
      services.remove(name);
      backends.keySet().removeIf(it -> it.startsWith(name + "/"));
      return List.of(name + " removed");
    }
    var before = services.put(name, now);
    return List.of(name + (before == null ? " added " : " changed ") + now.path("address").asString()
        + " scheduler " + now.path("options").path("method").asString());
  }

  private List<String> backend(String name, JsonNode now) {
    if (now.isNull()) {
      backends.remove(name);
      return List.of(name + " removed");
    }
    var before = backends.put(name, now);
    if (before == null) {
      return List.of(name + " added " + now.path("address").asString() + " weight " + weight(now));
    }
    var lines = new ArrayList<String>();
    if (!before.path("state").equals(now.path("state"))) {
      lines.add(name + " " + now.path("state").asString()
          + (now.path("until").isString() ? " until " + now.path("until").asString() : ""));
    }
    if (!before.path("weight").equals(now.path("weight"))) {
      lines.add(name + " weight " + weight(before) + " -> " + weight(now));
    }
    return lines;
  }

  private List<String> announcement(String prefix, JsonNode now) {
    if (now.isNull()) {
      around.remove("route " + prefix);
      return List.of("route " + prefix + " gone");
    }
    var isAnnounced = now.path("announced");
    var before = around.put("route " + prefix, isAnnounced);
    if (isAnnounced.equals(before)) {
      return List.of();
    }
    if (isAnnounced.asBoolean(false)) {
      return List.of("route " + prefix + " announced to " + count(now.path("peers").size(), "router"));
    }
    return List.of("route " + prefix + " not announced: " + String.join(", ",
        now.path("services").values().stream()
            .map(it -> it.path("service").asString() + " " + it.path("reason").asString()).toList()));
  }

  /** A router or a director, in a word; of the other things that are told of it nobody needs a line. */
  private List<String> around(String name, JsonNode now, JsonNode state) {
    if (now.isNull()) {
      around.remove(name);
      return List.of(name + " gone");
    }
    var before = around.put(name, state);
    if (state.equals(before)) {
      return List.of();
    }
    var reason = now.path("last_error").asString(now.at("/store/reason").asString(""));
    return List.of(name + (before == null ? " " : " " + before.asString("") + " -> ") + state.asString("")
        + (reason.isEmpty() || state.asString("").equals("established") ? "" : ": " + reason));
  }

  private static List<String> standing(String service, JsonNode before, JsonNode now) {
    var lines = new ArrayList<String>();
    if (!before.path("quorum").equals(now.path("quorum"))) {
      lines.add(service + " quorum " + (now.path("quorum").asBoolean() ? "gained" : "lost"));
    }
    if (!before.path("use").equals(now.path("use"))) {
      lines.add(service + " uses " + before.path("use").asString() + " -> " + now.path("use").asString());
    }
    return lines;
  }

  private static List<String> turn(JsonNode data) {
    var lines = new ArrayList<String>();
    sentences(lines, "drift: ", data.path("drift"));
    more(lines, "drift", data.path("drifts"), data.path("drift"));
    sentences(lines, "step: ", data.path("taken"));
    more(lines, "step", data.path("steps"), data.path("taken"));
    sentences(lines, "refused: ", data.path("refused"));
    more(lines, "refused", data.path("refusals"), data.path("refused"));
    return lines;
  }

  private static void more(List<String> lines, String what, JsonNode all, JsonNode told) {
    if (all.asInt() > told.size()) {
      lines.add(what + ": " + (all.asInt() - told.size()) + " more");
    }
  }

  private static void sentences(List<String> lines, String what, JsonNode sentences) {
    sentences.values().forEach(sentence -> lines.add(what + sentence.asString()));
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static boolean isDown(JsonNode backend) {
    return backend.path("verdict").asString().equals("down");
  }

  private static String verdict(JsonNode now) {
    var reason = now.path("reason");
    return now.path("verdict").asString() + (reason.isString() ? ": " + reason.asString() : "");
  }

  /** The effective weight, and the configured one where that is another. */
  private static String weight(JsonNode backend) {
    long effective = backend.path("weight").path("effective").asLong();
    long configured = backend.path("weight").path("configured").asLong();
    return effective == configured ? Long.toString(effective) : effective + " of " + configured;
  }
}
