package gorb.api;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.conformance.InProcessDaemon;
import gorb.conformance.ObservedTable;
import gorb.dataplane.Destination;
import gorb.dataplane.Step;
import gorb.http.Answer;
import gorb.http.RawClient;
import gorb.model.ForwardingMethod;
import gorb.model.IpAddress;
import gorb.model.Persistence;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.ServiceSettings.PacketScheduling;
import gorb.model.Thresholds;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AdoptionTest {
  private static final ServiceKey WEB = new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), 80);
  private static final ServiceKey DNS = new ServiceKey.Endpoint(Protocol.UDP, IpAddress.of("fd00::1"), 53);
  private static final ServerKey ONE = new ServerKey(IpAddress.of("10.1.0.1"), 8080);
  private static final ServerKey TWO = new ServerKey(IpAddress.of("10.1.0.2"), 8080);
  private static final Destination SEVEN =
      new Destination(7, ForwardingMethod.DIRECT_ROUTE, new Thresholds(9, 3));

  private final ObservedTable plane = new ObservedTable();

  @Test
  void whatNobodyWantsIsWantedAsItIs() throws IOException {
    plane.apply(List.of(
        new Step.AddService(WEB, ServiceSettings.of(Scheduler.LC)),
        new Step.AddDestination(WEB, ONE, SEVEN),
        new Step.AddDestination(WEB, TWO, new Destination(0, ForwardingMethod.MASQUERADE, Thresholds.NONE)),
        new Step.AddService(DNS, ServiceSettings.of(Scheduler.RR))));
    var before = plane.table();
    try (var daemon = InProcessDaemon.over(plane)) {
      var plan = json(post(daemon, "/adopt/plan"));
      assertThat(plan.path("changes").values().stream().map(change -> change.path("field").asString()))
          .containsExactlyInAnyOrder("services.tcp-10.0.0.1-80", "services.udp-fd00::1-53");
      assertThat(plan.path("steps")).isEmpty();
      assertThat(plan.path("left_out")).isEmpty();

      assertThat(json(post(daemon, "/adopt")).path("steps").asInt(-1)).isZero();

      assertThat(plane.table()).isEqualTo(before);
      var backends = json(get(daemon, "/state")).path("services").path("tcp-10.0.0.1-80").path("backends");
      assertThat(backends.path("10.1.0.1-8080").path("weight").asInt()).isEqualTo(7);
      assertThat(backends.path("10.1.0.1-8080").path("method").asString()).isEqualTo("dr");
      assertThat(backends.path("10.1.0.1-8080").path("upper_threshold").asInt()).isEqualTo(9);
      assertThat(backends.path("10.1.0.2-8080").path("weight").asInt(-1)).isZero();
      assertThat(json(post(daemon, "/adopt/plan")).path("changes")).as("the second time").isEmpty();
    }
  }

  @Test
  void theServersOfOthersInAServiceOfOursAreAdoptedToo() throws IOException {
    try (var daemon = InProcessDaemon.over(plane)) {
      ask(daemon, "PUT", "/service/web", "{\"port\":80}");
      plane.apply(List.of(new Step.AddDestination(WEB, ONE, SEVEN)));

      assertThat(json(post(daemon, "/adopt")).path("steps").asInt(-1)).isZero();

      assertThat(get(daemon, "/service/web/10.1.0.1-8080").status()).isEqualTo(200);
      assertThat(plane.table().destination(WEB, ONE)).isEqualTo(SEVEN);
    }
  }

  @Test
  void aGeneratedNameThatIsTakenGetsANumber() throws IOException {
    plane.apply(List.of(new Step.AddService(WEB, ServiceSettings.of(Scheduler.LC))));
    try (var daemon = InProcessDaemon.over(plane)) {
      ask(daemon, "PUT", "/service/tcp-10.0.0.1-80", "{\"port\":81}");

      assertThat(post(daemon, "/adopt").status()).isEqualTo(200);

      assertThat(get(daemon, "/service/tcp-10.0.0.1-80-2").status()).isEqualTo(200);
    }
  }

  @Test
  void whatCannotBeSaidHereIsLeftOutAndNamed() throws IOException {
    plane.apply(List.of(
        new Step.AddService(WEB, ServiceSettings.of(Scheduler.LC)),
        new Step.AddDestination(WEB, ONE, new Destination(1, new ForwardingMethod.LocalNode(), Thresholds.NONE)),
        new Step.AddService(new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), 81), new ServiceSettings(
            Scheduler.RR, Set.of(), Persistence.none(), PacketScheduling.ONE_PACKET))));
    try (var daemon = InProcessDaemon.over(plane)) {
      var leftOut = json(post(daemon, "/adopt/plan")).path("left_out");

      assertThat(leftOut.values().stream().map(JsonNode::asString)).satisfiesExactlyInAnyOrder(
          one -> assertThat(one).startsWith("10.1.0.1:8080 of tcp/10.0.0.1:80: its forwarding method"),
          two -> assertThat(two).startsWith("tcp/10.0.0.1:81: ").contains("one_packet"));
      assertThat(post(daemon, "/adopt").status()).isEqualTo(200);
      assertThat(json(get(daemon, "/service")).values().stream().map(JsonNode::asString))
          .containsExactly("tcp-10.0.0.1-80");
    }
  }

  @Test
  void rulesAreShownWithAddresses() throws IOException {
    try (var daemon = InProcessDaemon.over(plane)) {
      ask(daemon, "PUT", "/service/web", "{\"port\":80}");

      var rules = get(daemon, "/state?format=ipvsadm");

      assertThat(rules.body()).isEqualTo("-A -t 10.0.0.1:80 -s wrr\n");
      assertThat(rules.header("content-type")).startsWith("text/plain");
      assertThat(get(daemon, "/state?format=nginx").status()).isEqualTo(400);
    }
  }

  private static Answer get(InProcessDaemon daemon, String path) throws IOException {
    return ask(daemon, "GET", path, "");
  }

  private static Answer post(InProcessDaemon daemon, String path) throws IOException {
    return ask(daemon, "POST", path, "");
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
}
