package gorb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.lab.IpvsadmText.Connections;
import gorb.lab.IpvsadmText.Counters;
import gorb.lab.IpvsadmText.Row;
import gorb.process.Tmux;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the API shows of a kernel under traffic is what ipvsadm shows. */
@KernelTest
@Tag("traffic")
class CountersKernelTest {
  /** Generous: a start in the guest takes a minute on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int ASKED = 10;
  private static final int COLUMNS = 160;
  private static final int ROWS = 20;
  private static final int WORDS = 12;

  @Test
  void countersOfServicesAndServersAreThoseOfIpvsadm() {
    try (var network = Topology.masquerading(2); var director = Director.start(network.director())) {
      network.serve(8080);
      director.ask("PUT", "/service/web", "{\"host\":\"10.10.2.100\",\"port\":80,\"method\":\"rr\"}");
      director.ask("PUT", "/service/sticky",
          "{\"host\":\"10.10.2.100\",\"port\":81,\"method\":\"rr\",\"persistent\":true,\"persistence_timeout\":\"1h\"}");
      for (int server = 0; server < 2; server++) {
        var backend = "{\"host\":\"%s\",\"port\":8080,\"pulse\":{\"type\":\"none\"}}".formatted(network.address(server));
        director.ask("PUT", "/service/web/" + server, backend);
        director.ask("PUT", "/service/sticky/" + server, backend);
      }
      var ipvsadm = Ipvsadm.in(network.director());
      network.ask(network.vip(), 80, ASKED);
      network.ask(network.vip(), 81, ASKED);

      await().atMost(PATIENCE).untilAsserted(() -> {
        var stats = stats(director);
        assertThat(stats.path("services").path("web").path("connections").asLong()).isEqualTo(ASKED);
        assertThat(counters(stats)).isEqualTo(ipvsadm.counters());
        assertThat(connections(stats)).isEqualTo(ipvsadm.connections());
        // The kernel adds up services, servers and the total each at a time of its own.
        assertThat(stats.path("total").path("connections").asLong()).isEqualTo(2 * ASKED);
      });

      var stats = stats(director);
      assertThat(connections(stats).values().stream().mapToLong(Connections::persistent).sum()).isEqualTo(1);
      var web = stats.path("services").path("web");
      assertThat(web.path("bytes_in").asLong()).isPositive();
      assertThat(web.path("bytes_out").asLong()).isPositive();
      assertThat(JsonMapper.shared().readTree(director.get("/connections?service=web&limit=1000")).path("connections"))
          .as("those that end are still in the table").hasSize(ASKED)
          .allSatisfy(connection -> assertThat(connection.path("virtual").asString()).isEqualTo("10.10.2.100:80"))
          .anySatisfy(connection -> assertThat(connection.path("backend").asString()).isEqualTo("1"));
      assertThat(director.get("/connections?service=sticky&backend=0&limit=1000")
          + director.get("/connections?service=sticky&backend=1&limit=1000"))
          .as("the persistent client").containsOnlyOnce(":0\"");
      assertThat(director.get("/metrics"))
          .contains("gorb_service_connections_total{name=\"web\"} 10.0\n")
          .contains("gorb_service_backend_connections_total{name=\"0\",service_name=\"web\"} 5.0\n");
      assertTopShows(ipvsadm, network);
      assertThat(director.stop()).isZero();
    }
  }

  /** 'gorb top' in a terminal, where the daemon is: each number of ipvsadm, of each server, is on the screen. */
  private static void assertTopShows(Ipvsadm ipvsadm, Topology network) {
    try (var terminal = Tmux.start(COLUMNS, ROWS, "ip netns exec " + network.director().name()
        + " env GORB_JAVA_OPTIONS=-XX:TieredStopAtLevel=1 ./gorb top --url http://127.0.0.1:4672")) {
      await().atMost(PATIENCE).until(() -> terminal.screen().contains("CONNS/s"));
      terminal.press("t");
      await().atMost(PATIENCE).untilAsserted(() ->
          assertThat(shown(terminal.screen())).isEqualTo(ipvsadm.counters()));
      terminal.press("q");
      await().atMost(PATIENCE).until(() -> terminal.screen().contains("ended with code 0"));
    }
  }

  /** The rows of servers: name, address, health, weight, active, inactive, persistent, and then the counters. */
  private static Map<Row.Key, Counters> shown(String screen) {
    var counters = new LinkedHashMap<Row.Key, Counters>();
    var service = "";
    for (var line : screen.lines().toList()) {
      var words = line.strip().split(" +");
      if (words.length > 2 && words[1].startsWith("tcp/")) {
        service = words[1];
      } else if (line.startsWith("  ") && words.length == WORDS) {
        counters.put(new Row.Key(service, words[1]), new Counters(Long.parseLong(words[7]), Long.parseLong(words[8]),
            Long.parseLong(words[9]), Long.parseLong(words[10]), Long.parseLong(words[11])));
      }
    }
    return counters;
  }

  private static JsonNode stats(Director director) {
    return JsonMapper.shared().readTree(director.get("/stats"));
  }

  private static Map<Row.Key, Counters> counters(JsonNode stats) {
    var counters = new LinkedHashMap<Row.Key, Counters>();
    forEachServer(stats, (key, server) -> counters.put(key, new Counters(
        server.path("connections").asLong(), server.path("packets_in").asLong(), server.path("packets_out").asLong(),
        server.path("bytes_in").asLong(), server.path("bytes_out").asLong())));
    return counters;
  }

  private static Map<Row.Key, Connections> connections(JsonNode stats) {
    var connections = new LinkedHashMap<Row.Key, Connections>();
    forEachServer(stats, (key, server) -> connections.put(key, new Connections(
        server.path("weight").asInt(), server.path("persistent").asLong(), server.path("active").asLong(),
        server.path("inactive").asLong())));
    return connections;
  }

  private static void forEachServer(JsonNode stats, BiConsumer<Row.Key, JsonNode> action) {
    for (var service : stats.path("services").values()) {
      for (var server : service.path("backends").values()) {
        action.accept(new Row.Key(service.path("service").asString(), server.path("address").asString()), server);
      }
    }
  }
}
