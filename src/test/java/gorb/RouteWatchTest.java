package gorb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.bgp.RouteSink;
import gorb.bgp.Routes;
import gorb.control.Announcer;
import gorb.control.Change;
import gorb.control.Controller;
import gorb.control.Event;
import gorb.dataplane.Refusal;
import gorb.dataplane.ScriptedFaults;
import gorb.dataplane.Step;
import gorb.dataplane.UnreliableDataplane;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.model.AdminState;
import gorb.model.CheckMethod;
import gorb.model.ForwardingMethod;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.Origin;
import gorb.model.Protocol;
import gorb.model.RealServer;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import gorb.model.VirtualService;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;

class RouteWatchTest {
  private static final HealthCheck NONE =
      new HealthCheck(new CheckMethod.Always(), Duration.ofMinutes(1), Duration.ofSeconds(5));

  /** What was told of addresses, in order: of the interface, and to routers where it is news. */
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final TestSink sink = new TestSink();
  private final RouteWatch watch = new RouteWatch(sink);
  private final TestAnnouncer onInterface = new TestAnnouncer();
  private final ScriptedFaults faults = new ScriptedFaults();
  private final Controller controller = new Controller(new UnreliableDataplane(new InMemoryDataplane(), faults), watch.around(onInterface),
      () -> Instant.EPOCH, () -> 0, watch);

  @AfterEach
  void end() {
    watch.close();
  }

  @Test
  void anAddressIsOnTheInterfaceBeforeRoutersHearOfItAndLeavesItAfterTheyHeardThatItGoes() {
    watch.begin(Duration.ofMinutes(1));
    create("web", "10.0.0.1");
    awaitTold("routers [10.0.0.1/32]");
    assertThat(told).containsSubsequence("interface [10.0.0.1]", "routers [10.0.0.1/32]");

    told.clear();
    ask(new Change.RemoveService("web"));
    assertThat(told).startsWith("routers []", "interface []");
  }

  @Test
  void anAddressThatTheInterfaceDoesNotTakeIsNotAnnounced() {
    onInterface.refused = Set.of(IpAddress.of("10.0.0.2"));
    watch.begin(Duration.ofMinutes(1));
    create("web", "10.0.0.1");
    create("tls", "10.0.0.2");

    awaitTold("interface [10.0.0.1, 10.0.0.2]");
    awaitTold("routers [10.0.0.1/32]");
    assertThat(told).noneMatch(line -> line.startsWith("routers") && line.contains("10.0.0.2"));
  }

  @Test
  void anAddressThatComesToTheInterfaceLaterIsAnnouncedThenAlthoughNothingElseChanged() {
    onInterface.refused = Set.of(IpAddress.of("10.0.0.1"));
    watch.begin(Duration.ofMinutes(1));
    create("web", "10.0.0.1");
    assertThat(sink.last.all()).isEmpty();

    onInterface.refused = Set.of();
    controller.turn(List.of(new Event.ResyncDue()));
    awaitTold("routers [10.0.0.1/32]");
  }

  @Test
  void anAddressThatWasWithdrawnForARemovalThatIsRefusedIsAnnouncedAgain() {
    watch.begin(Duration.ofMinutes(1));
    create("web", "10.0.0.1");
    awaitTold("routers [10.0.0.1/32]");
    told.clear();

    faults.refuse(Refusal.Kind.REJECTED, Step.RemoveService.class::isInstance);
    ask(new Change.RemoveService("web"));

    assertThat(controller.snapshot().intent().services()).containsOnlyKeys("web");
    awaitTold("routers [10.0.0.1/32]");
    assertThat(told).containsSubsequence("routers []", "routers [10.0.0.1/32]");
  }

  @Test
  void routersHearThatNothingMoreComesWhenAllThatIsWantedAtTheStartIsKnown() {
    controller.turn(List.of());
    create("web", "10.0.0.1");
    awaitTold("routers [10.0.0.1/32]");
    assertThat(sink.last.complete()).as("before it begins").isFalse();

    watch.begin(Duration.ofMinutes(1));
    await().until(() -> sink.last.complete());
    assertThat(sink.last.all()).hasSize(1);
  }

  @Test
  void aNodeThatLeavesSaysSoThenWithdrawsAndTellsNothingNewUntilItComesBack() {
    watch.begin(Duration.ofMinutes(1));
    create("web", "10.0.0.1");
    awaitTold("routers [10.0.0.1/32]");

    watch.prepareToLeave();
    assertThat(sink.last.leaving()).isTrue();
    assertThat(sink.last.all()).hasSize(1);
    watch.withdrawAll();
    assertThat(sink.last.all()).isEmpty();
    create("tls", "10.0.0.2");
    watch.comeBack();
    await().until(() -> sink.last.all().size() == 2);
    assertThat(sink.last.leaving()).isFalse();
  }

  private void awaitTold(String line) {
    await().untilAsserted(() -> assertThat(told).contains(line));
  }

  private void create(String name, String vip) {
    var server = new RealServer(new ServerKey(IpAddress.of("10.1.0.1"), 80), 1, AdminState.ENABLED,
        ForwardingMethod.MASQUERADE, Thresholds.NONE, NONE, 0, Map.of());
    ask(new Change.CreateService(name, new VirtualService(
        new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of(vip), 80), ServiceSettings.of(Scheduler.WRR),
        TreePMap.singleton("one", server), Map.of())));
  }

  private void ask(Change change) {
    controller.turn(List.of(new Event.Requested(change, Origin.API, new CompletableFuture<>())));
  }

  /** Remembers what routers were told. */
  private final class TestSink implements RouteSink {
    private volatile Routes last = Routes.NONE;

    @Override
    public void start() {}

    @Override
    public void set(Routes routes) {
      if (!routes.all().equals(last.all())) {
        told.add("routers " + new TreeSet<>(routes.all().keySet()));
      }
      last = routes;
    }

    @Override
    public void leave(String reason) {}

    @Override
    public void close() {}
  }

  /** Remembers which addresses the interface was told of. */
  private final class TestAnnouncer implements Announcer {
    private Set<IpAddress> refused = Set.of();

    @Override
    public List<String> set(Set<IpAddress> addresses) {
      told.add("interface " + new TreeSet<>(addresses));
      return refused.isEmpty() ? List.of() : List.of("refused " + refused);
    }

    @Override
    public Set<IpAddress> missing() {
      return refused;
    }

    @Override
    public void close() {}
  }
}
