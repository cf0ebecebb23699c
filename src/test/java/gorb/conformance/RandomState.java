package gorb.conformance;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Documents of a few services that resemble each other, and edits of them: names and addresses come back. */
final class RandomState {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final RandomGenerator random;

  RandomState(RandomGenerator random) {
    this.random = random;
  }

  /** A whole state. */
  ObjectNode document() {
    var services = NODES.objectNode();
    for (var name : List.of("web", "mail", "dns", "a.b", "ü")) {
      if (random.nextInt(3) > 0) {
        var service = service(addresses(services));
        if (service != null) {
          services.set(name, service);
        }
      }
    }
    return NODES.objectNode().set("services", services);
  }

  /** What PATCH of a service takes. */
  ObjectNode editOfService() {
    var edit = NODES.objectNode();
    settings(edit, "");
    return edit;
  }

  /** What PATCH of a backend takes. */
  ObjectNode editOfBackend() {
    var edit = NODES.objectNode();
    options(edit);
    return edit;
  }

  /** One of several. */
  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  private static List<String> addresses(ObjectNode services) {
    return services.values().stream().map(it -> it.path("protocol").asString() + it.path("host").asString()).toList();
  }

  private @Nullable ObjectNode service(List<String> taken) {
    var host = one(List.of("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "fd00::1"));
    var protocol = one(List.of("tcp", "udp"));
    if (taken.contains(protocol + host)) {
      return null;
    }
    var service = NODES.objectNode().put("host", host).put("port", 80).put("protocol", protocol);
    settings(service, one(host.contains(":")
        ? List.of("fd00::/16", "fd00::1/128") : List.of("10.0.0.0/24", "10.0.0.0/29", host + "/32")));
    var backends = service.putObject("backends");
    for (int i = random.nextInt(5); i > 0; i--) {
      // A server keeps its name, or comes back under another one.
      var name = one(List.of("one", "two", "three", "four"));
      int number = random.nextInt(4) > 0 ? "one two three four".indexOf(name) + 1 : 40 + i;
      if (backends.values().stream().noneMatch(it -> it.path("host").asString().endsWith("." + number))) {
        var backend = NODES.objectNode().put("host", "10.1.0." + number).put("port", 8080);
        options(backend);
        backends.set(name, host.contains(":") ? backend.put("method", "tunnel") : backend);
      }
    }
    return service;
  }

  private void settings(ObjectNode service, String prefix) {
    sometimes(() -> service.put("method", one(List.of("wrr", "rr", "mh", "sh"))));
    sometimes(() -> service.put("flags", one(List.of("", "flag-1", "flag-2|flag-1", "flag-1|flag-2"))));
    sometimes(() -> service.put("announce", one(List.of("any", "all", "never"))));
    sometimes(() -> service.put("announce_prefix", prefix));
    sometimes(() -> service.put("persistent", true)
        .put("persistence_timeout", one(List.of("90s", "5m", "300s", "1m30s"))));
  }

  private void options(ObjectNode backend) {
    sometimes(() -> backend.put("weight", one(List.of(1, 7, 100))));
    sometimes(() -> {
      var state = one(List.of("enabled", "quiesced", "draining"));
      backend.put("state", state);
      if (state.equals("draining")) {
        // Kept, since one of UDP would be removed at once.
        backend.put("drain_until", "2999-12-31T23:59:59.5Z").put("drain_keep", true);
      }
    });
    sometimes(() -> {
      var pulse = backend.putObject("pulse").put("type", one(List.of("tcp", "http", "none")));
      sometimes(() -> pulse.put("interval", one(List.of("1m", "60s", "5s"))));
      if (!pulse.path("type").asString().equals("none")) {
        sometimes(() -> pulse.putObject("args").put("timeout", one(List.of("5s", "1s"))));
      }
    });
  }

  private void sometimes(Runnable action) {
    if (random.nextBoolean()) {
      action.run();
    }
  }
}
