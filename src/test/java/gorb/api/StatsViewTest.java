package gorb.api;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.conformance.InProcessDaemon;
import gorb.dataplane.Capabilities;
import gorb.dataplane.Connections;
import gorb.dataplane.Counters;
import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.DestinationCounters;
import gorb.dataplane.Refusal;
import gorb.dataplane.ServiceCounters;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.dataplane.Traffic;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.http.Answer;
import gorb.http.RawClient;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StatsViewTest {
  private static final ServiceKey WEB = new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), 80);
  private static final ServiceKey OF_OTHERS = new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.9"), 9);
  private static final ServerKey ONE = new ServerKey(IpAddress.of("10.1.0.1"), 8080);
  private static final Traffic TOTAL = new Traffic(1, 2, 3, 4, 5);
  private static final Traffic RATE = new Traffic(6, 7, 8, 9, 10);

  private final Counting plane = new Counting();

  @Test
  void aServiceIsTheSumOfItsConnectionsAndItsOwnTraffic() throws IOException {
    try (var daemon = InProcessDaemon.over(plane)) {
      make(daemon);

      var web = json(get(daemon, "/stats")).path("services").path("web");

      assertThat(web.path("service").asString()).isEqualTo("tcp/10.0.0.1:80");
      assertThat(web.path("active").asLong()).isEqualTo(20);
      assertThat(web.path("bytes_out").asLong()).isEqualTo(5);
      assertThat(web.path("per_second").path("bytes_in").asLong()).isEqualTo(9);
      var one = web.path("backends").path("one");
      assertThat(one.path("weight").asLong()).isEqualTo(100);
      assertThat(one.path("verdict").asString()).isEqualTo("unknown");
      assertThat(one.path("persistent").asLong()).isEqualTo(22);
      assertThat(one.path("packets_in").asLong()).isEqualTo(2);
      assertThat(json(get(daemon, "/stats/web"))).isEqualTo(web);
      assertThat(get(daemon, "/stats/nothing").status()).isEqualTo(404);
    }
  }

  @Test
  void theTotalHasTheServicesOfOthersToo() throws IOException {
    plane.carried = Map.of(WEB, counted(), OF_OTHERS, counted());
    try (var daemon = InProcessDaemon.over(plane)) {
      make(daemon);

      var all = json(get(daemon, "/stats"));

      assertThat(all.path("total").path("connections").asLong()).isEqualTo(2);
      assertThat(all.path("services").propertyNames()).containsExactly("web");
    }
  }

  @Test
  void servicesThatAreAskedForAreSumsWithoutBackends() throws IOException {
    plane.carried = Map.of(WEB, counted(), OF_OTHERS, counted());
    try (var daemon = InProcessDaemon.over(plane)) {
      make(daemon);
      ask(daemon, "PUT", "/service/other", "{\"port\":81}");

      var some = json(get(daemon, "/stats?services=web/gone"));

      assertThat(json(get(daemon, "/stats?services=other")).at("/services/other/connections").asLong(-1)).isZero();
      assertThat(some.path("services").propertyNames()).containsExactly("web");
      assertThat(some.at("/services/web/active").asLong()).isEqualTo(20);
      assertThat(some.at("/services/web").propertyNames()).doesNotContain("backends");
      assertThat(some.at("/total/connections").asLong()).isEqualTo(2);
      assertThat(json(get(daemon, "/stats?services=")).path("services").propertyNames()).isEmpty();
      assertThat(get(daemon, "/stats?service=web").status()).isEqualTo(400);
    }
  }

  @Test
  void whatWasNeverUsedCountsNothing() throws IOException {
    plane.carried = Map.of();
    try (var daemon = InProcessDaemon.over(plane)) {
      make(daemon);

      assertThat(json(get(daemon, "/stats/web")).path("backends").path("one").path("active").asLong(-1)).isZero();
    }
  }

  @Test
  void countersThatCannotBeReadAre503() throws IOException {
    plane.failure = "read the counters: the kernel did not answer in time";
    try (var daemon = InProcessDaemon.over(plane)) {
      var answer = get(daemon, "/stats");

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("did not answer in time");
    }
  }

  private static ServiceCounters counted() {
    return new ServiceCounters(TOTAL, RATE, Map.of(ONE, new DestinationCounters(20, 21, 22, TOTAL, RATE)));
  }

  private static void make(InProcessDaemon daemon) throws IOException {
    ask(daemon, "PUT", "/service/web", "{\"port\":80}");
    ask(daemon, "PUT", "/service/web/one", "{\"host\":\"10.1.0.1\",\"port\":8080}");
  }

  private static Answer get(InProcessDaemon daemon, String path) throws IOException {
    return ask(daemon, "GET", path, "");
  }

  private static Answer ask(InProcessDaemon daemon, String method, String path, String body) throws IOException {
    try (var client = RawClient.connect(daemon.address())) {
      return client.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
          + "\r\n\r\n" + body).read();
    }
  }

  private static JsonNode json(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  /** Memory that says what it carried. */
  private static final class Counting implements Dataplane {
    private final InMemoryDataplane memory = new InMemoryDataplane();
    private volatile Map<ServiceKey, ServiceCounters> carried = Map.of(WEB, counted());
    private volatile String failure = "";

    @Override
    public Optional<Counters> counters() {
      return Optional.of(new Counters() {
        @Override
        public Map<ServiceKey, ServiceCounters> services() throws DataplaneException {
          if (!failure.isEmpty()) {
            throw new DataplaneException(Refusal.Kind.TRANSIENT, failure);
          }
          return carried;
        }

        @Override
        public long pauses() {
          return 0;
        }
      });
    }

    @Override
    public Capabilities capabilities() {
      return memory.capabilities();
    }

    @Override
    public Table observe() {
      return memory.observe();
    }

    @Override
    public List<Refusal> apply(List<Step> steps) {
      return memory.apply(steps);
    }

    @Override
    public Map<ServerKey, Connections> connections(ServiceKey service) {
      return memory.connections(service);
    }

    @Override
    public void flush() {
      memory.flush();
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
