package gorb.events;

import gorb.control.Snapshot;
import gorb.model.RealServer;
import gorb.model.VirtualService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What leads a reader from one snapshot to the next: each object that changed, whole, and {@code null} for what is gone.
 * Applied in their order they always give {@link Views#everything} of the later one.
 */
final class Differences {
  private final Snapshot before;
  private final Snapshot after;
  private final boolean isHealthSame;
  private final List<Event> events = new ArrayList<>();

  private Differences(Snapshot before, Snapshot after) {
    this.before = before;
    this.after = after;
    this.isHealthSame = isSame(before.health(), after.health());
  }

  /** The differences of two snapshots, the earlier first. */
  static List<Event> between(Snapshot before, Snapshot after) {
    var differences = new Differences(before, after);
    if (!isSame(before, after)) {
      differences.compare();
    }
    return differences.events;
  }

  private void compare() {
    before.intent().services().keySet().stream()
        .filter(name -> after.intent().service(name) == null)
        .forEach(name -> events.add(service(name, null)));
    after.intent().services().forEach(this::compare);
    var status = Views.status(after);
    if (!status.equals(Views.status(before))) {
      events.add(new Event("status", status));
    }
  }

  private void compare(String name, VirtualService service) {
    var earlier = before.intent().service(name);
    if (isSame(earlier, service)) {
      compareEffect(name, service);
      return;
    }
    compareIntent(name, service, earlier);
  }

  /** A service that nobody edited: of thousands nearly all are, ten times a second. Its backends have another health or weight. */
  private void compareEffect(String name, VirtualService service) {
    if (!isSame(before.wanted().pool(service.key()), after.wanted().pool(service.key()))) {
      service.servers().forEach((backend, server) -> compare(name, backend, server, server));
    } else if (!isHealthSame) {
      service.servers().forEach((backend, server) -> {
        if (!isSame(before.healthOf(name, backend, server), after.healthOf(name, backend, server))) {
          compare(name, backend, server, server);
        }
      });
    }
  }

  private void compareIntent(String name, VirtualService service, @Nullable VirtualService earlier) {
    var view = Views.service(service);
    if (earlier == null || !view.equals(Views.service(earlier))) {
      events.add(service(name, view));
    }
    if (earlier != null) {
      earlier.servers().keySet().stream()
          .filter(backend -> !service.servers().containsKey(backend))
          .forEach(backend -> events.add(backend(name, backend, null)));
    }
    service.servers().forEach((backend, server) ->
        compare(name, backend, server, earlier == null ? null : earlier.servers().get(backend)));
  }

  private void compare(String service, String name, RealServer server, @Nullable RealServer earlier) {
    if (earlier == null) {
      events.add(backend(service, name, Views.backend(after, service, name, server)));
    } else if (!isSame(earlier, server)
        || !isSame(before.healthOf(service, name, earlier), after.healthOf(service, name, server))
        || before.weightOf(service, name, earlier) != after.weightOf(service, name, server)) {
      var view = Views.backend(after, service, name, server);
      if (!Objects.equals(view, Views.backend(before, service, name, earlier))) {
        events.add(backend(service, name, view));
      }
    }
  }

  /** Whether nobody touched an object: much quicker than to compare all of it, and enough to know where to look. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(@Nullable Object before, @Nullable Object after) {
    return before == after;
  }

  /** A service that is new has no backends until they are told. */
  private static Event service(String name, @Nullable ObjectNode view) {
    var data = JsonNodeFactory.instance.objectNode().put("name", name);
    data.set("service", view);
    return new Event("service", data);
  }

  private static Event backend(String service, String name, @Nullable ObjectNode view) {
    var data = JsonNodeFactory.instance.objectNode().put("service", service).put("name", name);
    data.set("backend", view);
    return new Event("backend", data);
  }
}
