package gorb.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.Announcer;
import gorb.control.Change;
import gorb.control.Controller;
import gorb.control.Event;
import gorb.control.ServerRef;
import gorb.dataplane.Counters;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.DestinationCounters;
import gorb.dataplane.Refusal;
import gorb.dataplane.ServiceCounters;
import gorb.dataplane.Traffic;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.model.AdminState;
import gorb.model.CheckHistory;
import gorb.model.CheckMethod;
import gorb.model.ForwardingMethod;
import gorb.model.Health;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.PoolPolicy;
import gorb.model.Protocol;
import gorb.model.Quorum;
import gorb.model.RealServer;
import gorb.model.Scheduler;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import gorb.model.VirtualService;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;

class MetricsTest {
  private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
  private static final String BACKEND = "{host=\"backend.example\",name=\"one\",port=\"8080\",service_name=\"web\"}";

  private final Map<ServiceKey, ServiceCounters> carried = new HashMap<>();
  private boolean isUnreadable;
  private final AtomicReference<Controller> controllers = new AtomicReference<>();
  private final Metrics metrics = new Metrics(
      "1.2.3", () -> controllers.get().snapshot(), Optional.of(new Counters() {
        @Override
        public Map<ServiceKey, ServiceCounters> services() throws DataplaneException {
          if (isUnreadable) {
            throw new DataplaneException(Refusal.Kind.TRANSIENT, "read the counters: no answer within 10 s");
          }
          return carried;
        }

        @Override
        public long pauses() {
          return 3;
        }
      }));
  private final Controller controller =
      new Controller(new InMemoryDataplane(), Announcer.NONE, () -> START, () -> 0, metrics);

  MetricsTest() {
    controllers.set(controller);
  }

  @Test // M01
  void theSixGaugesOfTheOriginalHaveItsNamesAndLabels() {
    make("web", "one");

    var page = scrape();

    assertThat(page)
        .contains("gorb_service_health{host=\"\",name=\"web\",port=\"80\",protocol=\"tcp\"} 0.0\n")
        .contains("gorb_service_backends{host=\"\",name=\"web\",port=\"80\",protocol=\"tcp\"} 1.0\n")
        .contains("gorb_service_backend_health" + BACKEND + " 0.0\n")
        .contains("gorb_service_backend_status" + BACKEND + " 0.0\n")
        .contains("gorb_service_backend_uptime_seconds" + BACKEND + " 0.0\n")
        .contains("gorb_service_backend_weight" + BACKEND + " 100.0\n")
        .contains("# HELP gorb_service_backend_uptime_seconds Uptime in seconds of a backend service\n")
        .contains("# TYPE gorb_service_health gauge\n");
  }

  @Test
  void whatTheDataPlaneCarriedIsShownOfWhatIsWantedNow() {
    make("web", "one");
    var key = controller.snapshot().intent().service("web").key();
    var server = controller.snapshot().intent().server("web", "one").key();
    var traffic = new Traffic(5, 0, 0, 100, 2_000);
    carried.put(key, new ServiceCounters(
        traffic, Traffic.NONE, Map.of(server, new DestinationCounters(2, 1, 4, traffic, Traffic.NONE))));

    assertThat(scrape())
        .contains("gorb_service_connections_total{name=\"web\"} 5.0\n")
        .contains("gorb_service_sent_bytes_total{name=\"web\"} 2000.0\n")
        .contains("gorb_service_backend_active_connections{name=\"one\",service_name=\"web\"} 2.0\n")
        .contains("gorb_service_backend_persistent_connections{name=\"one\",service_name=\"web\"} 4.0\n")
        .contains("gorb_service_backend_connections_total{name=\"one\",service_name=\"web\"} 5.0\n")
        .contains("gorb_service_backend_received_bytes_total{name=\"one\",service_name=\"web\"} 100.0\n")
        .contains("gorb_accept_pauses_total 3.0\n");
  }

  @Test // M02
  void uptimeIsInSeconds() {
    make("web", "one");
    report("one", new ServerHealth(new Health.Up(START), CheckHistory.EMPTY.afterSuccess(), START, START.plusSeconds(5)));

    assertThat(scrape()).contains("gorb_service_backend_uptime_seconds" + BACKEND + " 5.0\n");
  }

  @Test
  void aServerThatIsDownHasStatusOneAndWeightZero() {
    make("web", "one");
    report("one", new ServerHealth(new Health.Down(START, "refused"), CheckHistory.EMPTY.afterFailure(), START, START));

    assertThat(scrape())
        .contains("gorb_service_backend_status" + BACKEND + " 1.0\n")
        .contains("gorb_service_backend_weight" + BACKEND + " 0.0\n")
        .contains("gorb_health_transitions_total{to=\"down\"} 1.0\n");
  }

  @Test // M03
  void aRemovedBackendLeavesNoSeries() {
    make("web", "one");
    request(new Change.RemoveServer("web", "one"));

    assertThat(scrape()).contains("gorb_service_backends{").doesNotContain("name=\"one\"");
  }

  @Test // M05
  void theMediaTypeIsThatOfTheTextFormat() {
    assertThat(Metrics.CONTENT_TYPE).startsWith("text/plain; version=0.0.4");
  }

  @Test
  void stepsAndTurnsAndChecksAreCounted() {
    make("web", "one");
    request(new Change.CreateService("bad", service(81, new Scheduler("bogus"))));
    metrics.checked("tcp", "success", Duration.ofMillis(3), Duration.ofMillis(200));
    metrics.checked("tcp", "failure", Duration.ofSeconds(5), Duration.ZERO);

    assertThat(scrape())
        .contains("gorb_steps_taken_total{step=\"add_service\"} 1.0\n")
        .contains("gorb_steps_taken_total{step=\"add_destination\"} 1.0\n")
        .contains("gorb_steps_refused_total{kind=\"rejected\"} 1.0\n")
        .contains("gorb_turn_duration_seconds_count 3\n")
        .contains("gorb_events_total 3.0\n")
        .contains("gorb_checks_total{result=\"failure\",type=\"tcp\"} 1.0\n")
        .contains("gorb_check_lateness_seconds_bucket{le=\"0.1\"} 1\n", "gorb_check_lateness_seconds_sum 0.2\n")
        .contains("gorb_check_duration_seconds_sum{type=\"tcp\"} 5.003\n")
        .contains("gorb_build_info{java=\"" + Runtime.version() + "\",version=\"1.2.3\"} 1\n")
        .contains("gorb_dataplane{name=\"memory\"} 1.0\n")
        .contains("gorb_settled 1.0\n");
  }

  @Test
  void countersThatCannotBeReadKeepNothingElseFromAScrape() {
    make("web", "one");
    assertThat(scrape()).contains("gorb_service_backend_connections_total{");
    isUnreadable = true;

    assertThat(scrape()).contains("gorb_service_backend_weight{").doesNotContain("gorb_service_backend_connections_total{");
  }

  @Test
  void aServiceShowsItsQuorumAndItsPanic() {
    make("web", "one");
    assertThat(scrape()).contains("gorb_service_quorum{name=\"web\"} 1.0\n", "gorb_service_panic{name=\"web\"} 0.0\n");

    request(new Change.EditService("web", new Change.ServiceEdit(
        null, null, null, null, new PoolPolicy(new Quorum(2, 2), 10), null, Map.of())));
    var server = controller.snapshot().intent().server("web", "one");
    var down = new ServerHealth(
        new Health.Down(START, "refused connection"), CheckHistory.EMPTY.afterFailure(), START, START);
    controller.turn(List.of(new Event.HealthReported(new ServerRef("web", "one", server.incarnation()), down)));

    assertThat(scrape()).contains("gorb_service_quorum{name=\"web\"} 0.0\n", "gorb_service_panic{name=\"web\"} 1.0\n");
  }

  @Test
  void drainsAreCountedWhenTheyEndAndShownWhileTheyRun() {
    make("web", "one");
    request(new Change.CreateServer("web", "two", drained(START.minusSeconds(1))));

    assertThat(scrape())
        .contains("gorb_drains_total{end=\"deadline\"} 1.0\n")
        .contains("gorb_backends_draining 0.0\n");

    request(new Change.Drain("web", "one", Duration.ofMinutes(2), false));

    assertThat(scrape()).contains("gorb_backends_draining 1.0\n", "gorb_drain_connections 0.0\n");
  }

  private static RealServer drained(Instant until) {
    var like = server();
    return new RealServer(new ServerKey(IpAddress.of("10.1.0.2"), 8080), 100, new AdminState.Draining(until, false),
        like.forwarding(), like.thresholds(), like.check(), 0, Map.of());
  }

  private void make(String service, String server) {
    request(new Change.CreateService(service, service(80, Scheduler.WRR)));
    request(new Change.CreateServer(service, server, server()));
  }

  private static VirtualService service(int port, Scheduler scheduler) {
    var key = new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), port);
    return new VirtualService(key, ServiceSettings.of(scheduler), TreePMap.empty(), Map.of("host", ""));
  }

  private static RealServer server() {
    var check = new HealthCheck(new CheckMethod.Always(), Duration.ofSeconds(1), Duration.ofSeconds(1));
    return new RealServer(
        new ServerKey(IpAddress.of("10.1.0.1"), 8080), 100, AdminState.ENABLED, ForwardingMethod.MASQUERADE,
        Thresholds.NONE, check, 0, Map.of("host", "backend.example"));
  }

  private void report(String server, ServerHealth health) {
    var intent = controller.snapshot().intent();
    var incarnation = intent.services().get("web").servers().get(server).incarnation();
    controller.turn(List.of(new Event.HealthReported(new ServerRef("web", server, incarnation), health)));
  }

  private void request(Change change) {
    controller.turn(List.of(new Event.Requested(change, new CompletableFuture<>())));
  }

  private String scrape() {
    return new String(metrics.scrape(), StandardCharsets.UTF_8);
  }
}
