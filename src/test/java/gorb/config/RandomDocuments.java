package gorb.config;

import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Random configuration files of which nothing is wrong, as trees. */
final class RandomDocuments {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  /** Names that some format could take for something else. */
  private static final List<String> NAMES =
      List.of("web", "a.b", "80", "no", "null", "é 𝕏", "x=y", "#", "\"q\"", "it's", "- a", "true", "1e3", "~", "0x1F");

  private final RandomGenerator random;

  RandomDocuments(RandomGenerator random) {
    this.random = random;
  }

  ObjectNode next() {
    var document = NODES.objectNode();
    if (random.nextBoolean()) {
      document.put("listen", ":" + random.nextInt(65_536)).put("flush", random.nextBoolean());
      document.put("dataplane", any("auto", "ipvs", "userspace", "memory"));
      document.putArray("host-name").add("lb.example").add("no");
    }
    var services = document.putObject("services");
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      services.set(any(NAMES) + i, service(i));
    }
    return document;
  }

  private ObjectNode service(int number) {
    var service = NODES.objectNode().put("port", 1 + number);
    boolean isSix = random.nextInt(4) == 0;
    if (isSix || random.nextBoolean()) {
      service.put("host", isSix ? "fd00::1:" + number : any("10.0.0.1", "vip.example"));
    }
    if (random.nextBoolean()) {
      service.put("protocol", any("tcp", "udp")).put("method", any("wrr", "mh", "sh")).put("flags", any("", "mh-port"));
    }
    if (random.nextBoolean()) {
      service.put("persistent", true);
      if (random.nextBoolean()) {
        service.put("persistence_timeout", 1 + random.nextInt(1_000));
      } else {
        service.put("persistence_timeout", any("90s", "1m30s", "744h", "60"));
      }
    }
    var backends = service.putObject("backends");
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      backends.set(any(NAMES) + i, backend(i, isSix));
    }
    return service;
  }

  private ObjectNode backend(int number, boolean isSix) {
    var backend = NODES.objectNode()
        .put("host", isSix ? "fd01::" + number : any("10.1.0." + number, "b" + number + ".example"))
        .put("port", 1 + random.nextInt(65_535));
    if (random.nextBoolean()) {
      backend.put("weight", random.nextInt(3) * 50).put("method", any("nat", "dr", "tunnel", "ipip"));
    }
    if (random.nextBoolean()) {
      backend.put("state", any("enabled", "quiesced"));
    }
    if (random.nextInt(4) == 0) {
      backend.put("state", "draining").put("drain_until", "2026-01-31T12:00:00Z");
    }
    if (random.nextBoolean()) {
      var pulse = backend.putObject("pulse").put("type", "http").put("interval", any("5s", "500ms", "1.5m"));
      pulse.putObject("args").put("path", any("/", "/a?b=\\\"", "é x")).put("expect", any("204", "599"));
    }
    return backend;
  }

  private String any(String... words) {
    return any(List.of(words));
  }

  private String any(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }
}
