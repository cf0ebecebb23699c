package gorb.api;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.Chronicle;
import gorb.control.Healths;
import gorb.control.Intent;
import gorb.control.ServerRef;
import gorb.control.Snapshot;
import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.dataplane.Table;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.document.Wording;
import gorb.model.AdminState;
import gorb.model.CheckHistory;
import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.ForwardingMethod;
import gorb.model.Health;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.Persistence;
import gorb.model.Protocol;
import gorb.model.RealServer;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import gorb.model.VirtualService;
import gorb.model.WeightPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/** What is shown of services and backends that other sources than a client's request made or changed. */
class ViewsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123456789Z");
  private static final ServerKey KEY = new ServerKey(IpAddress.of("10.1.0.1"), 8080);
  private static final HealthCheck CONNECT =
      new HealthCheck(new CheckMethod.TcpConnect(new CheckTarget("10.1.0.1", 8080)), Duration.ofSeconds(90),
          Duration.ofSeconds(5));

  @Test
  void whatNobodyWordedIsShownInCanonicalForm() {
    var server = server(ForwardingMethod.IPIP, CONNECT, Map.of());

    assertThat(options(server)).isEqualTo(
        "{\"host\":\"10.1.0.1\",\"port\":8080,\"weight\":100,\"method\":\"tunnel\","
            + "\"pulse\":{\"type\":\"tcp\",\"interval\":\"90s\",\"args\":null}}");
  }

  @Test
  void argumentsThatNobodyWordedAreThoseThatDifferFromTheDefaults() {
    var http = new CheckMethod.HttpStatus(new CheckTarget("web.example", 81), "HEAD", "/h", 204);
    var server = server(ForwardingMethod.MASQUERADE, new HealthCheck(http, Duration.ofMillis(500),
        Duration.ofSeconds(1)), Map.of());

    assertThat(options(server)).endsWith(
        "\"pulse\":{\"type\":\"http\",\"interval\":\"500ms\",\"args\":{\"expect\":204,\"host\":\"web.example\","
            + "\"method\":\"HEAD\",\"path\":\"/h\",\"port\":81,\"timeout\":\"1s\"}}}");
  }

  @Test
  void aWordingIsShownWhileItMeansWhatIsWanted() {
    var server = server(ForwardingMethod.IPIP, CONNECT, Map.of(
        Wording.HOST, "one.example", Wording.METHOD, "ipip", Wording.INTERVAL, " 1M30S ", Wording.ARGS,
            "{\"port\":\"8080\",\"a\":{}}"));

    assertThat(options(server)).isEqualTo(
        "{\"host\":\"one.example\",\"port\":8080,\"weight\":100,\"method\":\"ipip\","
            + "\"pulse\":{\"type\":\"tcp\",\"interval\":\" 1M30S \",\"args\":{\"a\":{},\"port\":\"8080\"}}}");
  }

  @Test
  void aWordingThatMeansSomethingElseIsNotShown() {
    var server = server(ForwardingMethod.DIRECT_ROUTE, CONNECT, Map.of(
        Wording.METHOD, "ipip", Wording.INTERVAL, "5s", Wording.ARGS, "{\"port\":81}"));

    assertThat(options(server)).isEqualTo(
        "{\"host\":\"10.1.0.1\",\"port\":8080,\"weight\":100,\"method\":\"dr\","
            + "\"pulse\":{\"type\":\"tcp\",\"interval\":\"90s\",\"args\":null}}");
  }

  @Test
  void flagsAreShownAsWordedWhileTheyMeanWhatIsWanted() {
    var worded = service(Set.of(SchedulerFlag.FLAG_1), Map.of(Wording.FLAGS, "mh-fallback"));
    var changed = service(Set.of(SchedulerFlag.FLAG_2), Map.of(Wording.FLAGS, "mh-fallback"));
    var unworded = service(Set.of(SchedulerFlag.FLAG_3), Map.of());

    assertThat(List.of(flags(worded), flags(changed), flags(unworded)))
        .containsExactly("mh-fallback", "flag-2", "flag-3");
  }

  @Test
  void aServiceOfAFirewallMarkIsShown() {
    var service = new VirtualService(
        new ServiceKey.FirewallMark(gorb.model.AddressFamily.IPV4, 7),
        new ServiceSettings(Scheduler.RR, Set.of(), new Persistence.Sticky(Duration.ofSeconds(90), 32,
            Persistence.Engine.ADDRESS),
            ServiceSettings.PacketScheduling.BY_CONNECTION),
        TreePMap.empty(), Map.of());

    var view = ServiceView.of(snapshot(service, Healths.NONE), "s", service);

    assertThat(view.path("options")).hasToString(
        "{\"fwmark\":7,\"family\":\"ipv4\",\"method\":\"rr\",\"flags\":\"\",\"persistent\":true,"
            + "\"persistence_timeout\":\"90s\"}");
    assertThat(view.path("address").asString()).isEqualTo("fwmark/ipv4/7");
  }

  @Test
  void aVerdictIsShownWithItsTimeToTheMillisecond() {
    var view = view(server(ForwardingMethod.MASQUERADE, CONNECT, Map.of()),
        new ServerHealth(new Health.Up(NOW), CheckHistory.EMPTY.afterSuccess(), NOW.minusSeconds(7), NOW));

    assertThat(view.path("verdict").asString()).isEqualTo("up");
    assertThat(view.path("since").asString()).isEqualTo("2026-11-23T10:00:00.123Z");
    assertThat(view.path("reason").isNull()).isTrue();
    assertThat(view.path("metrics")).hasToString("{\"status\":0,\"health\":1.0,\"uptime\":7}");
  }

  private static String options(RealServer server) {
    return view(server, ServerHealth.unknown(NOW, Integer.MAX_VALUE)).path("options").toString();
  }

  private static tools.jackson.databind.node.ObjectNode view(RealServer server, ServerHealth health) {
    var service = service(Set.of(), Map.of()).withServer("b", server);
    return BackendView.of(snapshot(service, Healths.NONE.with(new ServerRef("s", "b", 5), health)), "s", "b");
  }

  private static String flags(VirtualService service) {
    return ServiceView.of(snapshot(service, Healths.NONE), "s", service).path("options").path("flags")
        .asString();
  }

  private static RealServer server(ForwardingMethod forwarding, HealthCheck check, Map<String, String> wording) {
    return new RealServer(KEY, 100, AdminState.ENABLED, forwarding, Thresholds.NONE, check, 5, wording);
  }

  private static VirtualService service(Set<SchedulerFlag> flags, Map<String, String> wording) {
    return new VirtualService(
        new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), 80),
        new ServiceSettings(Scheduler.RR, flags, Persistence.none(), ServiceSettings.PacketScheduling.BY_CONNECTION),
        TreePMap.empty(), wording);
  }

  private static Snapshot snapshot(VirtualService service, Healths health) {
    var destinations = new TreeMap<ServerKey, Destination>();
    service.servers().forEach((name, server) -> {
      var known = Objects.requireNonNull(health.get(new ServerRef("s", name, server.incarnation())));
      destinations.put(server.key(), new Destination(
          WeightPolicy.effective(server.weight(), server.admin(), known), server.forwarding(), server.thresholds()));
    });
    var wanted = Table.EMPTY.with(service.key(), Pool.of(service.settings(), destinations));
    return new Snapshot(1, NOW, Intent.EMPTY.with("s", service), health, HashTreePMap.empty(), HashTreePMap.empty(),
        HashTreePMap.empty(), Chronicle.EMPTY, wanted, Table.EMPTY,
        List.of(), List.of(), Optional.empty(), Optional.empty(), List.of(), new InMemoryDataplane().capabilities());
  }
}
