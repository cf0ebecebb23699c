package gorb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.bgp.RouteSink;
import gorb.bgp.Routes;
import gorb.bgp.policy.Decision;
import gorb.control.Announcer;
import gorb.control.Change;
import gorb.control.Controller;
import gorb.control.Event;
import gorb.dataplane.Refusal;
import gorb.dataplane.ScriptedFaults;
import gorb.dataplane.Step;
import gorb.dataplane.UnreliableDataplane;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.model.AddressFamily;
import gorb.model.AdminState;
import gorb.model.Announcement;
import gorb.model.CheckMethod;
import gorb.model.ForwardingMethod;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.Origin;
import gorb.model.Prefix;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final Prefix WIDE = new Prefix(IpAddress.of("10.0.0.0"), 24);
  private static final Prefix OTHER = new Prefix(IpAddress.of("198.51.100.0"), 24);

  /** What was told of addresses, in order: of the interface, and to routers where it is news. */
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final TestSink sink = new TestSink();
  private final RouteWatch watch = new RouteWatch(sink);
  private final TestAnnouncer onInterface = new TestAnnouncer();
  private final ScriptedFaults faults = new ScriptedFaults();
  private final InMemoryDataplane dataplane = new InMemoryDataplane();
  private final Controller controller = new Controller(
      new UnreliableDataplane(dataplane, faults), watch.around(onInterface), () -> Instant.EPOCH, () -> 0, watch);

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

  /** Nothing leaves the interface there: the address stays for the other, or there is none. */
  @Test
  void aPrefixIsWithdrawnBeforeTheDataPlaneLosesItsServiceAlthoughNoAddressGoes() {
    watch.begin(Duration.ofMinutes(1));
    create("web", endpoint("10.0.0.1", 80), Announcement.DEFAULT.of(WIDE));
    create("tls", endpoint("10.0.0.1", 443), Announcement.DEFAULT);
    create("marked", new ServiceKey.FirewallMark(AddressFamily.IPV4, 7), Announcement.DEFAULT.of(OTHER));
    awaitTold("routers [10.0.0.0/24, 10.0.0.1/32, 198.51.100.0/24]");
    var toldAtRemoval = new ArrayList<Set<Prefix>>();
    faults.refuse(Refusal.Kind.REJECTED, step -> {
      toldAtRemoval.add(Set.copyOf(sink.last.all().keySet()));
      return false;
    });

    ask(new Change.RemoveService("web"));
    ask(new Change.RemoveService("marked"));

    var host = Prefix.host(IpAddress.of("10.0.0.1"));
    assertThat(Set.copyOf(toldAtRemoval)).containsExactlyInAnyOrder(Set.of(host, OTHER), Set.of(host));
    assertThat(told).doesNotContain("interface []");
  }

  @Test
  void aPrefixStaysWhileAnotherServiceOfItIsLeft() {
    watch.begin(Duration.ofMinutes(1));
    create("web", endpoint("10.0.0.1", 80), Announcement.DEFAULT.of(WIDE));
    create("tls", endpoint("10.0.0.2", 443), Announcement.DEFAULT.of(WIDE));
    awaitTold("interface [10.0.0.1, 10.0.0.2]");
    await().until(() -> watch.decision().addresses().getOrDefault(WIDE, new Decision.Address(Optional.empty(), List.of()))
        .services().size() == 2);
    told.clear();

    ask(new Change.RemoveService("web"));
    await().until(() -> watch.decision().addresses().get(WIDE).services().size() == 1);
    assertThat(told).as("no news for routers").containsOnly("interface [10.0.0.2]");
    ask(new Change.RemoveService("tls"));
    assertThat(told).containsSubsequence("interface [10.0.0.2]", "routers []", "interface []");
  }

  @Test
  void aPrefixThatWasWithdrawnForARemovalThatIsRefusedIsAnnouncedAgain() {
    watch.begin(Duration.ofMinutes(1));
    create("marked", new ServiceKey.FirewallMark(AddressFamily.IPV4, 7), Announcement.DEFAULT.of(OTHER));
    awaitTold("routers [198.51.100.0/24]");
    told.clear();

    faults.refuse(Refusal.Kind.REJECTED, Step.RemoveService.class::isInstance);
    ask(new Change.RemoveService("marked"));

    awaitTold("routers [198.51.100.0/24]");
    assertThat(told).containsSubsequence("routers []", "routers [198.51.100.0/24]");
  }

  @Test
  void anAddressIsOnTheInterfaceBeforeItsPrefixIsAnnounced() {
    onInterface.refused = Set.of(IpAddress.of("10.0.0.1"));
    watch.begin(Duration.ofMinutes(1));
    create("web", endpoint("10.0.0.1", 80), Announcement.DEFAULT.of(WIDE));
    await().until(() -> watch.decision().addresses().containsKey(WIDE));
    assertThat(sink.last.all()).isEmpty();

    onInterface.refused = Set.of();
    controller.turn(List.of(new Event.ResyncDue()));
    awaitTold("routers [10.0.0.0/24]");
  }

  /** Its service is wanted as before, so that nothing but the address says that it goes. */
  @Test
  void aPrefixIsWithdrawnBeforeAnAddressLeavesTheInterfaceForWantOfItsServiceInTheDataPlane() {
    watch.begin(Duration.ofMinutes(1));
    var key = endpoint("10.0.0.1", 80);
    create("web", key, Announcement.DEFAULT.of(WIDE));
    awaitTold("routers [10.0.0.0/24]");
    told.clear();

    faults.refuse(Refusal.Kind.REJECTED, Step.AddService.class::isInstance);
    dataplane.apply(List.of(new Step.RemoveService(key)));
    controller.turn(List.of(new Event.ResyncDue()));

    assertThat(controller.snapshot().intent().services()).containsOnlyKeys("web");
    assertThat(told).startsWith("routers []", "interface []");
  }

  @Test
  void anotherPrefixIsToldInPlaceOfTheFirst() {
    watch.begin(Duration.ofMinutes(1));
    create("web", endpoint("10.0.0.1", 80), Announcement.DEFAULT.of(WIDE));
    awaitTold("routers [10.0.0.0/24]");

    ask(new Change.EditService("web", new Change.ServiceEdit(null, null, null, null, null, Announcement.DEFAULT, Map.of())));
    awaitTold("routers [10.0.0.1/32]");
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
    create(name, endpoint(vip, 80), Announcement.DEFAULT);
  }

  private static ServiceKey endpoint(String vip, int port) {
    return new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of(vip), port);
  }

  private void create(String name, ServiceKey key, Announcement announcement) {
    var server = new RealServer(new ServerKey(IpAddress.of("10.1.0.1"), 80), 1, AdminState.ENABLED,
        ForwardingMethod.MASQUERADE, Thresholds.NONE, NONE, 0, Map.of());
    ask(new Change.CreateService(name, new VirtualService(key, ServiceSettings.of(Scheduler.WRR),
        TreePMap.singleton("one", server), Map.of()).withAnnouncement(announcement)));
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
