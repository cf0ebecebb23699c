package gorb.bgp.policy;

import gorb.bgp.Weighting;
import gorb.control.Announcer;
import gorb.control.Change;
import gorb.control.Controller;
import gorb.control.Event;
import gorb.control.ServerRef;
import gorb.control.Snapshot;
import gorb.control.TurnListener;
import gorb.dataplane.Table;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.model.AddressFamily;
import gorb.model.AdminState;
import gorb.model.Announcement;
import gorb.model.CheckHistory;
import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.ForwardingMethod;
import gorb.model.Health;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.Origin;
import gorb.model.PoolPolicy;
import gorb.model.Prefix;
import gorb.model.Protocol;
import gorb.model.Quorum;
import gorb.model.RealServer;
import gorb.model.Scheduler;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.ServerRole;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import gorb.model.VirtualService;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.pcollections.TreePMap;

/** A controller without threads whose servers a test brings up and down, and what is announced then. */
final class PolicyRig {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final HealthCheck CHECK = new HealthCheck(
      new CheckMethod.TcpConnect(new CheckTarget("10.1.0.1", 80)), Duration.ofMinutes(1), Duration.ofSeconds(5));

  private final InMemoryDataplane dataplane = new InMemoryDataplane();
  private Controller controller = controller();
  private Decision decision = Decision.NONE;
  private boolean isCarried = true;
  Predicate<IpAddress> isThere = _ -> true;

  /** Makes a service with servers of these weights, named by their numbers. */
  void service(String name, String vip, int port, Announcement announcement, int... weights) {
    service(name, new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of(vip), port), announcement, weights);
  }

  void mark(String name, long mark, Announcement announcement, int... weights) {
    service(name, new ServiceKey.FirewallMark(AddressFamily.IPV4, mark), announcement, weights);
  }

  private void service(String name, ServiceKey key, Announcement announcement, int... weights) {
    var servers = TreePMap.<String, RealServer>empty();
    for (int i = 0; i < weights.length; i++) {
      servers = servers.plus(Integer.toString(i), new RealServer(new ServerKey(IpAddress.of("10.1.0." + i), 80),
          weights[i], AdminState.ENABLED, ForwardingMethod.MASQUERADE, Thresholds.NONE, CHECK, 0, Map.of()));
    }
    create(name, new VirtualService(key, ServiceSettings.of(Scheduler.WRR), servers, Map.of())
        .withAnnouncement(announcement));
  }

  void announce(String name, Announcement announcement) {
    ask(new Change.EditService(name, new Change.ServiceEdit(null, null, null, null, null, announcement, Map.of())));
  }

  void quorum(String name, Quorum quorum) {
    ask(new Change.EditService(
        name, new Change.ServiceEdit(null, null, null, null, new PoolPolicy(quorum, 0), null, Map.of())));
    decide();
  }

  /** Adds a fallback, which has a number too. */
  void fallback(String service, int number) {
    ask(new Change.CreateServer(service, Integer.toString(number), new RealServer(
        new ServerKey(IpAddress.of("10.1.0." + number), 80), 1, AdminState.ENABLED, ForwardingMethod.MASQUERADE,
        Thresholds.NONE, CHECK, ServerRole.FALLBACK, 0, Map.of())));
    decide();
  }

  void quiesce(String service, int server) {
    ask(new Change.EditServer(service, Integer.toString(server),
        new Change.ServerEdit(null, AdminState.QUIESCED, null, null, null, Map.of())));
  }

  void up(String service, int server) {
    report(service, server, new Health.Up(NOW));
  }

  void down(String service, int server) {
    report(service, server, new Health.Down(NOW, "refused"));
  }

  /** Another controller over the same data plane, which wants nothing yet. */
  void restart() {
    controller = controller();
    decision = Decision.NONE;
  }

  /** The data plane carries nothing from now on. */
  void loseTheTable() {
    isCarried = false;
  }

  Decision decide() {
    decision = AnnouncementPolicy.decide(isCarried ? controller.snapshot() : withoutTable(controller.snapshot()), isThere, decision);
    return decision;
  }

  List<String> announced() {
    return decide().routes().keySet().stream().map(Prefix::toString).toList();
  }

  Weighting weighting(String vip) {
    return weighting(Prefix.host(IpAddress.of(vip)));
  }

  Weighting weighting(Prefix prefix) {
    return decide().routes().get(prefix);
  }

  Reason reason(String service) {
    var made = decide();
    return java.util.stream.Stream.concat(
            made.addresses().values().stream().flatMap(it -> it.services().stream()), made.others().stream())
        .filter(verdict -> verdict.service().equals(service)).findFirst().orElseThrow().reason();
  }

  Quorum quorum(String service) {
    return controller.snapshot().intent().services().get(service).policy().quorum();
  }

  Announcement announcement(String service) {
    return controller.snapshot().intent().services().get(service).announcement();
  }

  private static Snapshot withoutTable(Snapshot it) {
    return new Snapshot(it.revision(), it.at(), it.intent(), it.health(), it.standings(), it.draining(), it.drains(),
        it.chronicle(), it.wanted(), Table.EMPTY, it.refused(), it.drift(), it.pending(), it.unreachable(), it.troubles(),
        it.dataplane());
  }

  private void create(String name, VirtualService service) {
    ask(new Change.CreateService(name, service));
    decide();
  }

  private void ask(Change change) {
    controller.turn(List.of(new Event.Requested(change, Origin.API, new CompletableFuture<>())));
  }

  private void report(String service, int server, Health health) {
    var name = Integer.toString(server);
    var incarnation = controller.snapshot().intent().server(service, name).incarnation();
    controller.turn(List.of(new Event.HealthReported(new ServerRef(service, name, incarnation),
        new ServerHealth(health, CheckHistory.EMPTY, NOW, NOW))));
    decide();
  }

  private Controller controller() {
    var made = new Controller(dataplane, Announcer.NONE, () -> NOW, () -> 0, TurnListener.NONE);
    made.turn(List.of());
    return made;
  }
}
