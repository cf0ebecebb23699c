package gorb.events;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is around the table of services, as readers are shown it: objects by kind and name. Nobody tells of their changes,
 * so they are looked at, and compared. The objects must not change any more.
 */
public final class Surroundings {
  /** Nothing: this daemon has no routers and shares no store. */
  public static final Surroundings NONE = new Surroundings(Map.of());

  private final Map<Kind, Map<String, ObjectNode>> objects;

  /** Some objects, by kind and name; kinds that are missing have none. */
  public Surroundings(Map<Kind, Map<String, ObjectNode>> objects) {
    var all = new EnumMap<Kind, Map<String, ObjectNode>>(Kind.class);
    for (var kind : Kind.values()) {
      all.put(kind, new TreeMap<>(objects.getOrDefault(kind, Map.of())));
    }
    this.objects = all;
  }

  /** What there is. */
  public enum Kind {
    /** A router with which we have a session, by its address. */
    PEER("peer", "peers"),
    /** An address or prefix that may be announced, by its prefix. */
    ANNOUNCEMENT("announcement", "announcements"),
    /** A director of those that share a store, by its name. */
    NODE("node", "nodes");

    private final String one;
    private final String many;

    Kind(String one, String many) {
      this.one = one;
      this.many = many;
    }
  }

  /** Adds everything to a snapshot. */
  void addTo(ObjectNode everything) {
    objects.forEach((kind, known) -> everything.putObject(kind.many).setAll(known));
  }

  /** What leads a reader from one to the next: each object that changed, whole, and {@code null} for what is gone. */
  static List<Event> differences(Surroundings before, Surroundings after) {
    var events = new ArrayList<Event>();
    for (var kind : Kind.values()) {
      var earlier = before.objects.getOrDefault(kind, Map.of());
      var now = after.objects.getOrDefault(kind, Map.of());
      earlier.keySet().stream().filter(name -> !now.containsKey(name)).forEach(name -> events.add(of(kind, name, null)));
      now.forEach((name, view) -> {
        if (!view.equals(earlier.get(name))) {
          events.add(of(kind, name, view));
        }
      });
    }
    return events;
  }

  private static Event of(Kind kind, String name, @Nullable ObjectNode view) {
    var data = JsonNodeFactory.instance.objectNode().put("name", name);
    data.set(kind.one, view);
    return new Event(kind.one, data);
  }
}
