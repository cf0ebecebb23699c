package gorb.control;

import gorb.dataplane.Connections;
import gorb.dataplane.Pool;
import gorb.dataplane.Refusal;
import gorb.dataplane.SeededFaults;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.dataplane.UnreliableDataplane;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.model.AdminState;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One run of a controller among clients, health checks, a stranger and a data plane with faults, all from one seed. What
 * must hold is asked after every turn. The same seed makes the same run, so that a failure is repeated by its seed, and
 * the turn in which it first failed is the shortest run that shows it.
 */
final class ControlSimulation {
  private static final int TRACE_LENGTH = 60;
  private static final int TURNS_TO_SETTLE = 40;
  private static final List<String> NAMES = List.of("web", "mail", "dns", "chat", "git");
  private static final List<String> SERVERS = List.of("a", "b", "c", "d");
  private static final Scheduler UNKNOWN_SCHEDULER = new Scheduler("nope");

  private final long seed;
  private final Random random;
  private final SimulationPlant plant;
  private final InMemoryDataplane table = new InMemoryDataplane();
  private final SimulatedServices expected = new SimulatedServices();
  private final SeededFaults faults;
  private final UnreliableDataplane dataplane;
  private final ManualClock clock = new ManualClock();
  private final Map<ServerKey, Connections> connections = new HashMap<>();
  private final Deque<Line> trace = new ArrayDeque<>();
  private final List<ServerRef> alive = new ArrayList<>();
  private final List<ServerRef> graveyard = new ArrayList<>();
  private final Deque<Change> toBePutAgain = new ArrayDeque<>();
  private Controller controller;
  private boolean fresh;
  private boolean resyncNext;
  private int turn;

  private ControlSimulation(long seed, SimulationPlant plant) {
    this.seed = seed;
    this.random = new Random(seed);
    this.plant = plant;
    this.faults = new SeededFaults(new Random(~seed), this::mayBeMissingFromAList);
    this.dataplane = new UnreliableDataplane(table, faults);
    this.controller = newController();
  }

  /** Runs a seed; empty when everything held. */
  static Optional<Failure> run(long seed, int turns, SimulationPlant plant) {
    return new ControlSimulation(seed, plant).run(turns);
  }

  /** What did not hold, and what led to it. */
  record Failure(long seed, int turn, Invariant invariant, String detail, List<String> trace) {
    @Override
    public String toString() {
      return "seed %d, turn %d: %s: %s%n%s".formatted(seed, turn, invariant, detail, String.join("\n", trace));
    }
  }

  private Optional<Failure> run(int turns) {
    try {
      faults.rate(random.nextInt(4) == 0 ? 0 : 0.15 * random.nextDouble());
      while (turn < turns) {
        passTime();
        strangerActs();
        clientsConnect();
        if (random.nextInt(60) == 0) {
          restart();
        }
        turn(someEvents());
      }
      settle();
      return Optional.empty();
    } catch (Invariant.Broken e) {
      return Optional.of(new Failure(seed, turn, e.invariant, e.getMessage(), trace.stream().map(Line::toString).toList()));
    }
  }

  /** Ends all faults: what is not refused for good must come right. */
  private void settle() {
    faults.heal();
    note("no more faults");
    for (int i = 0; i < TURNS_TO_SETTLE; i++) {
      clock.advance(ControllerLoop.RESYNC_INTERVAL);
      var events = new ArrayList<Event>(List.of(new Event.ResyncDue()));
      putAgain(events);
      turn(events);
    }
    var last = controller.snapshot();
    Invariant.WITHOUT_FAULTS_EVERYTHING_SETTLES.require(
        last.troubles().isEmpty() && last.refused().stream().noneMatch(refusal ->
            refusal.kind() == Refusal.Kind.TRANSIENT) && toBePutAgain.isEmpty() && last.draining().isEmpty(),
        "troubles %s, refused %s, to be put %s, draining %s", last.troubles(), last.refused(), toBePutAgain, last.draining());
  }

  private void turn(List<Event> events) {
    turn++;
    var wantedBefore = controller.snapshot().wanted();
    int looks = dataplane.looks();
    events.forEach(event -> note("  %s", event instanceof Event.Requested(Change.Edit change, _, _) ? change : event));
    try {
      controller.turn(events.stream().map(event -> plant.altered(event, controller.snapshot())).toList());
    } catch (RuntimeException e) {
      throw new Invariant.Broken(Invariant.A_TURN_NEVER_THROWS, String.valueOf(e));
    }
    var taken = dataplane.drainTaken();
    var snapshot = controller.snapshot();
    note("turn %d: took %s refused %s troubles %s", turn, taken, snapshot.refused(), snapshot.troubles());
    fresh = dataplane.looks() > looks || fresh;
    checkSteps(taken, wantedBefore, events);
    takeIn(events, taken);
    new TurnCheck(expected, snapshot).check();
    if (fresh && snapshot.troubles().isEmpty()) {
      new TurnCheck(expected, snapshot).checkCarried(table.observe());
    }
    buryTheDead();
  }

  /** No step may touch what belongs to others, or remove what was wanted and stays so. */
  private void checkSteps(List<Step> taken, Table wantedBefore, List<Event> events) {
    for (var step : taken) {
      switch (step) {
        case Step.RemoveService(var key) -> {
          Invariant.FOREIGN_ENTRIES_ARE_UNTOUCHED.require(!expected.foreignServices.containsKey(key), "%s", step);
          Invariant.NOTHING_WANTED_IS_REMOVED.require(
              wantedBefore.pool(key) == null || isRemoved(key, null, events), "%s", step);
        }
        case Step.RemoveDestination(var key, var server) -> {
          Invariant.FOREIGN_ENTRIES_ARE_UNTOUCHED.require(!expected.isForeign(key, server), "%s", step);
          Invariant.NOTHING_WANTED_IS_REMOVED.require(
              wantedBefore.destination(key, server) == null || isRemoved(key, server, events) || drains(key, server, events),
              "%s", step);
        }
        case Step.EditService(var key, _) -> requireOurs(key, null, step);
        case Step.AddService(var key, _) -> requireOurs(key, null, step);
        case Step.EditDestination(var key, var server, _) -> requireOurs(key, server, step);
        case Step.AddDestination(var key, var server, _) -> requireOurs(key, server, step);
      }
    }
  }

  private static void requireOurs(ServiceKey service, @Nullable ServerKey server, Step step) {
    Invariant.FOREIGN_ENTRIES_ARE_UNTOUCHED.require(
        !isStrange(((ServiceKey.Endpoint) service).vip()) && (server == null || !isStrange(server.address())), "%s", step);
  }

  private boolean isRemoved(ServiceKey service, @Nullable ServerKey server, List<Event> events) {
    return events.stream().anyMatch(event -> event instanceof Event.Requested(Change.Edit change, _, _) && switch (change) {
      case Change.RemoveService(var name) ->
          expected.services.containsKey(name) && expected.services.get(name).key.equals(service);
      case Change.RemoveServer(var name, var removed) -> server != null
          && expected.server(name, removed) instanceof SimulatedServices.Server known && known.key.equals(server)
          && expected.services.get(name).key.equals(service);
      case Change.CreateService _, Change.EditService _, Change.CreateServer _, Change.EditServer _ -> false;
    });
  }

  /** Whether a server drains, or is asked to: that it ends in time is checked where it ended. */
  private boolean drains(ServiceKey service, ServerKey server, List<Event> events) {
    var known = expected.serverAt(service, server);
    return known != null && (known.admin instanceof AdminState.Draining || events.stream().anyMatch(event ->
        event instanceof Event.Requested(Change.EditServer(var name, var drained, var edit), _, _)
            && edit.admin() instanceof AdminState.Draining && expected.server(name, drained) == known));
  }

  /** Holds the answers against what is expected, and expects from now on what they promise. */
  private void takeIn(List<Event> events, List<Step> taken) {
    for (var event : events) {
      if (event instanceof Event.HealthReported(var ref, var health) && isAlive(ref)) {
        expected.server(ref.service(), ref.server()).health = health;
      }
    }
    for (var event : events) {
      if (event instanceof Event.Requested(Change.Edit change, _, var future)) {
        var answer = (CountedAnswer) future;
        Invariant.EVERY_REQUEST_GETS_ONE_ANSWER.require(answer.count == 1, "%d answers to %s", answer.count, change);
        var outcome = answer.getNow(null);
        note("  %s <- %s", outcome instanceof Outcome.Accepted ? "Accepted" : outcome, change);
        var contradiction = expected.contradiction(change);
        var fits = switch (outcome) {
          case Outcome.Accepted _ -> contradiction == null;
          case Outcome.Refused _, Outcome.Unavailable _ -> true;
          case Outcome.NotFound _, Outcome.AlreadyExists _, Outcome.Conflict _, Outcome.Invalid _, Outcome.Stale _ ->
              outcome.getClass() == contradiction;
        };
        Invariant.THE_ANSWER_FITS_THE_INTENT.require(fits, "%s to %s (expected: %s)", outcome, change, contradiction);
        if (outcome instanceof Outcome.Accepted) {
          expected.apply(change, clock);
        } else if (answer.putAgain && contradiction == null) {
          toBePutAgain.add(change);
        }
      }
    }
    expected.endDrains(
        controller.snapshot().intent(), clock, server -> connections.getOrDefault(server, Connections.NONE));
    expected.settleForeign(taken);
  }

  private List<Event> someEvents() {
    var events = new ArrayList<Event>();
    if (resyncNext || random.nextInt(15) == 0) {
      events.add(new Event.ResyncDue());
      resyncNext = false;
    }
    putAgain(events);
    for (int i = random.nextInt(5); i > 0; i--) {
      if (random.nextBoolean()) {
        events.add(new Event.Requested(someChange(), new CountedAnswer(false)));
      } else {
        someReport(events);
      }
    }
    return events;
  }

  private void putAgain(List<Event> events) {
    for (int i = Math.min(toBePutAgain.size(), 1 + random.nextInt(3)); i > 0; i--) {
      events.add(new Event.Requested(toBePutAgain.poll(), new CountedAnswer(true)));
    }
  }

  private Change someChange() {
    var name = some(NAMES);
    var server = some(SERVERS);
    return switch (random.nextInt(12)) {
      case 0, 1 -> new Change.CreateService(name, Samples.service(someKey()).with(someSettings(), Map.of()));
      case 2 -> {
        var service = Samples.service(someKey());
        for (int i = 0; i < SERVERS.size(); i++) {
          service = random.nextBoolean()
              ? service.withServer(SERVERS.get(i), Samples.server(serverKey(i), someWeight()))
              : service;
        }
        yield new Change.CreateService(name, service);
      }
      case 3 -> new Change.EditService(name, someSettings(), Map.of());
      case 4 -> random.nextInt(3) == 0 ? new Change.RemoveService(name) : new Change.RemoveServer(name, server);
      case 5, 6, 7 -> Samples.create(name, server, serverKey(random.nextInt(SERVERS.size())), someWeight());
      case 8 -> new Change.RemoveServer(name, server);
      case 9 -> Samples.admin(name, server, switch (random.nextInt(3)) {
        case 0 -> AdminState.QUIESCED;
        case 1 -> new AdminState.Draining(clock.instant().plusMillis(random.nextInt(20_000)), random.nextBoolean());
        default -> AdminState.ENABLED;
      });
      default -> Samples.weigh(name, server, someWeight());
    };
  }

  /** A check of some server ended, or one of a server that is gone. */
  private void someReport(List<Event> events) {
    boolean good = random.nextInt(3) > 0;
    if (!graveyard.isEmpty() && random.nextInt(4) == 0) {
      events.add(new Event.HealthReported(some(graveyard), Samples.after(Samples.up(), good)));
      return;
    }
    var name = some(NAMES);
    var server = some(SERVERS);
    var known = expected.server(name, server);
    boolean reportedAlready = events.stream().anyMatch(event -> event instanceof Event.HealthReported(var ref, _)
        && ref.service().equals(name) && ref.server().equals(server));
    if (known != null && !reportedAlready) {
      var before = known.health == null ? ServerHealth.unknown(clock.instant(), 0) : known.health;
      events.add(new Event.HealthReported(ref(name, server), Samples.after(before, good)));
    }
  }

  private ServerRef ref(String service, String server) {
    return new ServerRef(service, server, controller.snapshot().intent().server(service, server).incarnation());
  }

  private boolean isAlive(ServerRef ref) {
    return expected.server(ref.service(), ref.server()) != null && !graveyard.contains(ref);
  }

  private void buryTheDead() {
    for (var ref : alive) {
      var server = controller.snapshot().intent().server(ref.service(), ref.server());
      if (server == null || server.incarnation() != ref.incarnation()) {
        graveyard.add(ref);
      }
    }
    alive.clear();
    alive.addAll(controller.snapshot().health().keySet());
  }

  private void passTime() {
    switch (random.nextInt(40)) {
      case 0 -> clock.advance(Duration.ofHours(-1));
      case 1 -> clock.advance(Duration.ofDays(2));
      default -> clock.advance(Duration.ofMillis(random.nextInt(3_000)));
    }
  }

  /** Everything ends but the data plane; what was wanted is asked for anew, in another order. */
  private void restart() {
    var changes = new ArrayList<Change>();
    var apart = new ArrayList<Change>();
    expected.services.forEach((name, service) -> {
      boolean whole = random.nextBoolean();
      var created = Samples.service(service.key).with(service.settings, Map.of());
      for (var entry : service.servers.entrySet()) {
        var server = Samples.server(entry.getValue().key, entry.getValue().weight);
        if (whole) {
          created = created.withServer(entry.getKey(), server);
        } else {
          apart.add(new Change.CreateServer(name, entry.getKey(), server));
        }
      }
      changes.add(new Change.CreateService(name, created));
    });
    Collections.shuffle(changes, random);
    Collections.shuffle(apart, random);
    toBePutAgain.clear();
    toBePutAgain.addAll(changes);
    toBePutAgain.addAll(apart);
    expected.disown(table.observe());
    graveyard.clear();
    alive.clear();
    fresh = false;
    note("restart: to be put again %s", List.copyOf(toBePutAgain));
    controller = newController();
  }

  private Controller newController() {
    return new Controller(plant.around(dataplane), Announcer.NONE, clock, clock::nanoTime, TurnListener.NONE);
  }

  /** Connections come and go, whatever the weights. */
  private void clientsConnect() {
    for (int i = 0; i < SERVERS.size(); i++) {
      if (random.nextInt(4) == 0) {
        var now = new Connections(random.nextInt(2), random.nextInt(2), random.nextInt(2));
        connections.put(serverKey(i), now);
        dataplane.show(serverKey(i), now);
      }
    }
  }

  private void strangerActs() {
    if (random.nextInt(10) > 0) {
      return;
    }
    var service = some(List.copyOf(table.observe().pools().keySet()));
    switch (random.nextInt(6)) {
      case 0 -> addForeign(new ServiceKey.Endpoint(
          Protocol.TCP, IpAddress.of("10.9.0." + random.nextInt(3)), 80));
      case 1 -> addForeignWhereAClientMayWantOne();
      case 2 -> {
        if (service != null && expected.serviceAt(service) != null) {
          var server = Samples.key("10.9.1." + random.nextInt(3));
          stranger(new Step.AddDestination(service, server, Samples.weighing(3)));
          expected.foreignServers.computeIfAbsent(service, _ -> new HashMap<>())
              .put(server, Samples.weighing(3));
        }
      }
      case 3 -> {
        if (service != null && expected.serviceAt(service) != null) {
          stranger(new Step.EditService(service, ServiceSettings.of(Scheduler.LC)));
        }
      }
      default -> {
        if (service != null) {
          harm(service);
        }
      }
    }
  }

  /** A stranger changes or removes something that may be ours. */
  private void harm(ServiceKey service) {
    var server = some(List.copyOf(table.observe().pool(service).destinations().keySet()));
    if (expected.serviceAt(service) == null) {
      return;
    }
    if (random.nextInt(3) == 0) {
      stranger(new Step.RemoveService(service));
      resyncNext |= expected.foreignServers.remove(service) != null;
    } else if (server != null && !expected.isForeign(service, server)) {
      stranger(random.nextBoolean()
          ? new Step.RemoveDestination(service, server)
          : new Step.EditDestination(service, server, Samples.weighing(random.nextInt(500))));
    }
  }

  private void addForeign(ServiceKey key) {
    var pool = Pool.of(ServiceSettings.of(Scheduler.LC));
    stranger(new Step.AddService(key, pool.settings()));
    for (int i = random.nextInt(3); i > 0; i--) {
      var server = serverKey(random.nextInt(SERVERS.size()));
      var destination = Samples.weighing(random.nextInt(300));
      stranger(new Step.AddDestination(key, server, destination));
      pool = pool.with(server, destination);
    }
    var before = expected.foreignServices.get(key);
    expected.foreignServices.put(
        key, before == null ? pool : new Pool(pool.settings(), before.destinations().plusAll(pool.destinations())));
  }

  private void addForeignWhereAClientMayWantOne() {
    var key = someKey();
    if (expected.serviceAt(key) == null && controller.snapshot().isSettled() && fresh
        && (table.observe().pool(key) == null || expected.foreignServices.containsKey(key))) {
      addForeign(key);
      resyncNext = true;
    }
  }

  private void stranger(Step step) {
    note("stranger: %s", step);
    table.apply(List.of(step));
    fresh = false;
  }

  /** A list may lack what is ours; that it may hide what a client is about to take over is not simulated. */
  private boolean mayBeMissingFromAList(ServiceKey service) {
    return expected.serviceAt(service) != null
        && expected.foreignServers.getOrDefault(service, Map.of()).keySet().stream()
            .allMatch(server -> isStrange(server.address()));
  }

  private static boolean isStrange(IpAddress address) {
    return address.toString().startsWith("10.9.");
  }

  private ServiceKey someKey() {
    return Samples.endpoint("10.0.0." + random.nextInt(NAMES.size()), 80);
  }

  private static ServerKey serverKey(int number) {
    return Samples.key("10.1.0." + number);
  }

  private ServiceSettings someSettings() {
    return random.nextInt(10) == 0
        ? ServiceSettings.of(UNKNOWN_SCHEDULER)
        : random.nextBoolean() ? Samples.RR : Samples.WRR;
  }

  private int someWeight() {
    return random.nextInt(5) == 0 ? random.nextInt(2) : random.nextInt(200);
  }

  private <T> @Nullable T some(List<T> values) {
    return values.isEmpty() ? null : values.get(random.nextInt(values.size()));
  }

  private void note(String format, Object... parameters) {
    trace.add(new Line(format, parameters));
    if (trace.size() > TRACE_LENGTH) {
      trace.removeFirst();
    }
  }

  /** A line of the trace, which becomes text only when it is read. */
  private record Line(String format, Object[] parameters) {
    @Override
    public String toString() {
      return format.formatted(parameters);
    }
  }

  /** An answer that knows how often it was given. */
  private static final class CountedAnswer extends CompletableFuture<Outcome> {
    private final boolean putAgain;
    private int count;

    private CountedAnswer(boolean putAgain) {
      this.putAgain = putAgain;
    }

    @Override
    public boolean complete(Outcome outcome) {
      count++;
      return super.complete(outcome);
    }
  }
}
