package gorb.api;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.conformance.InProcessDaemon;
import gorb.conformance.OpenApi;
import gorb.conformance.ObservedTable;
import gorb.dataplane.Capabilities;
import gorb.dataplane.Carried;
import gorb.dataplane.ConnectionTable;
import gorb.dataplane.Connections;
import gorb.dataplane.Dataplane;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.http.Answer;
import gorb.http.RawClient;
import gorb.model.IpAddress;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConnectionRoutesTest {
  private static final List<Carried> CARRIED = List.of(
      carried("tcp", "10.9.0.1", "10.0.0.1", 80, "10.1.0.1", 8080, "ESTABLISHED"),
      carried("tcp", "10.9.0.2", "10.0.0.1", 80, "10.1.0.2", 8080, "TIME_WAIT"),
      carried("udp", "10.9.0.1", "10.0.0.1", 80, "10.1.0.1", 8080, "UDP"),
      carried("udp", "10.9.0.3", "10.0.0.7", 9, "10.1.0.7", 9, "UDP"));

  private InProcessDaemon daemon;

  @BeforeEach
  void start() throws IOException {
    daemon = InProcessDaemon.over(new Listing());
    ask("PUT", "/service/web", "{\"port\":80}");
    ask("PUT", "/service/web/one", "{\"host\":\"10.1.0.1\",\"port\":8080}");
    ask("PUT", "/service/web/two", "{\"host\":\"10.1.0.2\",\"port\":8080}");
    ask("PUT", "/service/marked", "{\"fwmark\":7}");
    ask("PUT", "/service/marked/seven", "{\"host\":\"10.1.0.7\",\"pulse\":{\"type\":\"none\"}}");
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  @ParameterizedTest
  @CsvSource({
      "'', 4", "?limit=2, 2", "?service=web, 2", "?service=web&backend=two, 1", "?client=10.9.0.1, 2",
      "?service=web&client=10.9.0.1, 1", "?state=time_wait, 1", "?service=marked, 1", "?client=fd00%3A%3A1, 0"})
  void connectionsAreFoundByWhoseTheyAre(String query, int found) throws IOException {
    assertThat(json(get(query)).path("connections")).hasSize(found);
  }

  @Test
  void aConnectionIsShownWithWhoseItIs() throws IOException {
    var shown = json(get("")).path("connections");

    assertThat(shown.get(0).toString()).isEqualTo("{\"protocol\":\"tcp\",\"client\":\"10.9.0.1:1234\","
        + "\"virtual\":\"10.0.0.1:80\",\"server\":\"10.1.0.1:8080\",\"state\":\"ESTABLISHED\",\"expires\":\"899s\","
        + "\"service\":\"web\",\"backend\":\"one\"}");
    assertThat(shown.get(2).path("service").isNull()).as("another protocol").isTrue();
    assertThat(json(get("?limit=3")).path("more").asBoolean()).isTrue();
    assertThat(json(get("?limit=4")).path("more").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0", "::"}) // a socket at :: hears IPv4, too
  void aServiceAtEveryAddressHasTheConnectionsOfAnyOfThem(String every) throws IOException {
    ask("PUT", "/service/every", "{\"host\":\"" + every + "\",\"port\":9,\"protocol\":\"udp\"}");

    assertThat(json(get("?service=every")).path("connections")).hasSize(1);
    assertThat(json(get("?service=every")).path("connections").get(0).path("service").asString("")).isEqualTo("every");
  }

  @ParameterizedTest
  @CsvSource({
      "?limit=0, 400", "?limit=10001, 400", "?limit=many, 400", "?service=none, 404", "?service=web&backend=none, 404",
      "?backend=one, 400", "?client=somebody, 400", "?sort=state, 400", "?limit=1&limit=2, 400", "?client=%zz, 400"})
  void whatIsNotUnderstoodIsRefused(String query, int status) throws IOException {
    assertThat(get(query).status()).isEqualTo(status);
  }

  @Test
  void aDataPlaneWithoutSuchAListSaysSo() throws IOException {
    try (var memory = InProcessDaemon.over(new ObservedTable())) {
      assertThat(RawClient.ask(memory.address(), "GET", "/connections", "").status()).isEqualTo(501);
    }
  }

  private Answer get(String query) throws IOException {
    var answer = RawClient.ask(daemon.address(), "GET", "/connections" + query, "");
    OpenApi.DOCUMENT.requireDescribed("GET", "/connections" + query, answer);
    return answer;
  }

  private void ask(String method, String path, String body) throws IOException {
    assertThat(RawClient.ask(daemon.address(), method, path, body).status()).isEqualTo(200);
  }

  private static JsonNode json(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static Carried carried(
      String protocol, String client, String vip, int port, String server, int serverPort, String state) {
    return new Carried(protocol, new Carried.Endpoint(IpAddress.of(client), 1234),
        new Carried.Endpoint(IpAddress.of(vip), port), new Carried.Endpoint(IpAddress.of(server), serverPort), state,
        Duration.ofSeconds(899));
  }

  /** Memory that lists connections. */
  private static final class Listing implements Dataplane {
    private final ObservedTable memory = new ObservedTable();

    @Override
    public Optional<ConnectionTable> connectionTable() {
      return Optional.of((wanted, limit) -> {
        var found = CARRIED.stream().filter(wanted).toList();
        return new ConnectionTable.Page(found.stream().limit(limit).toList(), found.size() > limit);
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
