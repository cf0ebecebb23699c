package gorb.events;

import gorb.http.Body;
import gorb.http.Outlet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A reader that keeps a copy of the state by what it is told, and nothing else. */
final class Replica implements Outlet {
  final List<String> kinds = new ArrayList<>();
  boolean isThere = true;
  @Nullable ObjectNode state;
  @Nullable String lastId;

  @Override
  public boolean write(Body bytes) {
    if (isThere) {
      for (var block : bytes.text().split("\n\n")) {
        read(block);
      }
    }
    return isThere;
  }

  private void read(String block) {
    String kind = "";
    String data = "";
    for (var line : block.split("\n")) {
      if (line.startsWith("id: ")) {
        lastId = line.substring(4);
      } else if (line.startsWith("event: ")) {
        kind = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      }
    }
    if (!kind.isEmpty()) {
      kinds.add(kind);
      take(kind, (ObjectNode) JsonMapper.shared().readTree(data));
    }
  }

  private void take(String kind, ObjectNode data) {
    switch (kind) {
      case "snapshot" -> state = data;
      case "status" -> state.set("status", data);
      case "service" -> {
        var services = (ObjectNode) state.get("services");
        var name = data.get("name").stringValue();
        if (data.get("service").isNull()) {
          services.remove(name);
        } else {
          var view = (ObjectNode) data.get("service");
          var before = services.get(name);
          view.set("backends", before == null ? view.objectNode() : before.get("backends"));
          services.set(name, view);
        }
      }
      case "backend" -> {
        var backends = (ObjectNode) state.get("services").get(data.get("service").stringValue()).get("backends");
        if (data.get("backend").isNull()) {
          backends.remove(data.get("name").stringValue());
        } else {
          backends.set(data.get("name").stringValue(), data.get("backend"));
        }
      }
      case "peer", "announcement", "node" -> {
        var known = (ObjectNode) state.get(kind + "s");
        var name = data.get("name").stringValue();
        if (data.get(kind).isNull()) {
          known.remove(name);
        } else {
          known.set(name, data.get(kind));
        }
      }
      case "verdict", "standing", "turn" -> {}
      default -> throw new AssertionError("an event of kind " + kind);
    }
  }
}
