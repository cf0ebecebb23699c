package gorb.control;

import gorb.dataplane.Pool;
import gorb.dataplane.Table;
import gorb.model.AdminState;
import gorb.model.Health;
import gorb.model.Origin;
import gorb.model.PoolStanding;
import gorb.model.RealServer;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * Intent, health and wanted table as they will be at the end of a turn. Folds events one by one; thrown away when a
 * change in it is refused. Confined to the controller's thread.
 */
final class Draft {
  /** Services. */
  private static final int BIG = 32;

  private final ToIntBiFunction<ServiceKey, ServerKey> ceilings;
  private final Instant now;
  private final LongSupplier incarnations;
  private final SortedSet<ServiceKey> dirty = new TreeSet<>();
  private final List<HealthTransition> transitions = new ArrayList<>();
  private final List<StandingTransition> standingTransitions = new ArrayList<>();
  /** What has to be projected, by service; names that are gone may be among it. */
  private final Map<String, Stale> stale = new LinkedHashMap<>();
  private Intent base;
  private boolean isRestored;
  private final long revision;
  private Intent intent;
  private Healths health;
  private PMap<String, PoolStanding> standings;
  private DueChanges changes;
  private PMap<ServerRef, AdminState.Draining> draining;
  private final List<DrainEnd> ended = new ArrayList<>();
  private Chronicle chronicle;
  private Table wanted;
  private @Nullable Confirmation pending;
  private Replaced replaced;

  /**
   * @param revision the number of the intent
   * @param pending what waits to be confirmed, or null
   * @param replaced the last change that replaced everything
   * @param standings how the servers of each service stand together
   * @param changes when weights change by themselves
   * @param draining the servers that drain
   * @param ceilings the weights that new servers must not exceed before there is a verdict
   * @param incarnations gives numbers to new servers
   */
  Draft(Intent intent, long revision, @Nullable Confirmation pending, Replaced replaced,
      Healths health, PMap<String, PoolStanding> standings, DueChanges changes,
      PMap<ServerRef, AdminState.Draining> draining, Chronicle chronicle, Table wanted,
      ToIntBiFunction<ServiceKey, ServerKey> ceilings, Instant now, LongSupplier incarnations) {
    this.base = intent;
    this.revision = revision;
    this.pending = pending;
    this.replaced = replaced;
    this.intent = intent;
    this.health = health;
    this.standings = standings;
    this.changes = changes;
    this.draining = draining;
    this.chronicle = chronicle;
    this.wanted = wanted;
    this.ceilings = ceilings;
    this.now = now;
    this.incarnations = incarnations;
  }

  /** The time of the turn. */
  Instant now() {
    return now;
  }

  Intent intent() {
    return intent;
  }

  /** Whether it took in what was wanted when this process began. */
  boolean isRestored() {
    return isRestored;
  }

  /** What waits to be confirmed, or null. */
  @Nullable Confirmation pending() {
    return pending;
  }

  /** The last change that replaced everything. */
  Replaced replaced() {
    return replaced;
  }

  Healths health() {
    return health;
  }

  /** How the servers of each service stand together. */
  PMap<String, PoolStanding> standings() {
    return standings;
  }

  /** The services that won or lost their quorum, or use other servers. */
  List<StandingTransition> standingTransitions() {
    return standingTransitions;
  }

  /** When weights change by themselves. */
  DueChanges changes() {
    return changes;
  }

  /** The servers that drain, each with what is wanted of it. */
  PMap<ServerRef, AdminState.Draining> draining() {
    return draining;
  }

  /** The drains that ended in this draft. */
  List<DrainEnd> ended() {
    return ended;
  }

  Chronicle chronicle() {
    return chronicle;
  }

  Table wanted() {
    return wanted;
  }

  /** The services whose wanted pool is not what it was when the draft began. */
  SortedSet<ServiceKey> dirty() {
    return dirty;
  }

  /** The servers whose verdict changed. */
  List<HealthTransition> transitions() {
    return transitions;
  }

  /** Takes a report in, where the server is still there. */
  void fold(ServerRef ref, ServerHealth report) {
    var server = intent.server(ref.service(), ref.server());
    if (server != null && server.incarnation() == ref.incarnation()) {
      var before = Objects.requireNonNull(health.get(ref));
      health = health.with(ref, report);
      var news = HealthTransition.between(ref, before, report);
      news.forEach(transition -> chronicle = chronicle.with(transition));
      transitions.addAll(news);
      var what = stale(ref.service());
      what.servers.add(ref.server());
      what.othersToo |= !news.isEmpty() || !Objects.equals(before.advice(), report.advice());
    }
  }

  /**
   * Takes in that time passed.
   *
   * @param all also the weights whose time has not come: the clock may have been put back
   */
  void foldTime(boolean all) {
    changes = changes.forEachDue(all ? Instant.MAX : now, ref -> stale(ref.service()).servers.add(ref.server()));
  }

  /** Whether there is so much to project that something else can be done meanwhile. */
  boolean isBig() {
    return stale.size() >= BIG;
  }

  /** Projects what was folded in: once for many events of one service. The wanted table is right after it only. */
  void project() {
    stale.forEach((name, what) -> {
      var service = intent.service(name);
      if (service != null) {
        project(name, service, what);
      }
    });
    stale.clear();
  }

  /** Takes in what was wanted when this process began, of whatever origin. */
  void restore(Intent restored) throws ChangeRefusedException {
    for (var service : restored.services().entrySet()) {
      fold(new Change.CreateService(service.getKey(), service.getValue()), service.getValue().origin());
    }
    base = intent;
    isRestored = true;
  }

  /**
   * What a change comes to.
   *
   * @param by who wants it
   * @throws ChangeRefusedException where the change contradicts the intent, or something else waits to be confirmed
   */
  List<Change.Edit> edits(Change change, Origin by) throws ChangeRefusedException {
    return switch (change) {
      case Change.Edit edit -> {
        requireNothingPending(by);
        DiscoveredServers.requireNone(intent, edit, by);
        yield DiscoveredServers.madeRoomFor(intent, edit);
      }
      case Change.Drain drain -> {
        requireNothingPending(by);
        var edit = edit(drain);
        DiscoveredServers.requireNone(intent, edit, by);
        yield List.of(edit);
      }
      case Change.Resume(var service, var server) -> {
        requireNothingPending(by);
        var edit = administer(service, server, AdminState.ENABLED);
        DiscoveredServers.requireNone(intent, edit, by);
        yield List.of(edit);
      }
      case Change.Replace(var replacement, var expected, _, _) -> {
        if (expected.isPresent() && (expected.getAsLong() != revision || intent != base)) {
          throw new ChangeRefusedException(new Outcome.Stale(revision));
        }
        yield Replacement.edits(intent, replacement, by, replaced);
      }
      case Change.Discover found -> DiscoveredServers.edits(intent, found);
      case Change.Confirm _ -> {
        if (pending == null) {
          throw new ChangeRefusedException(new Outcome.Conflict("nothing waits to be confirmed"));
        }
        yield List.of();
      }
    };
  }

  /** Notes what a change that was folded in does to the wait for a confirmation, and that it replaced everything. */
  void settle(Change change, Origin by) {
    switch (change) {
      case Change.Edit _, Change.Drain _, Change.Resume _, Change.Discover _ -> {}
      case Change.Replace(var replacement, _, var confirmation, _) -> {
        replaced = Replaced.by(replacement, intent);
        if (by == Origin.API) {
          var before = pending == null ? base.of(by) : pending.before();
          pending = confirmation.map(wait -> new Confirmation(now.plus(wait), before)).orElse(null);
        }
      }
      case Change.Confirm _ -> pending = null;
    }
  }

  /**
   * Takes a change in.
   *
   * @param by who wants it
   * @throws ChangeRefusedException where the change contradicts the intent; the draft is as it was then
   */
  void fold(Change.Edit change, Origin by) throws ChangeRefusedException {
    var numbered = numbered(change);
    var before = intent.service(numbered.service());
    intent = Edits.apply(intent, numbered, by);
    switch (numbered) {
      case Change.CreateService(var service, var created) -> {
        introduce(service);
        stale(service).all = true;
      }
      case Change.EditService(var service, _) -> stale(service).all = true;
      case Change.RemoveService(var service) -> {
        var removed = Objects.requireNonNull(before);
        removed.servers().keySet().forEach(server -> forget(service, server, removed));
        standings = standings.minus(service);
        wanted = wanted.without(removed.key());
        dirty.add(removed.key());
      }
      case Change.CreateServer(var service, var server, _) -> {
        introduce(service, server);
        stale(service).server(server);
      }
      case Change.EditServer(var service, var server, _) -> stale(service).server(server);
      case Change.RemoveServer(var service, var server) -> {
        forget(service, server, Objects.requireNonNull(before));
        stale(service).all = true;
      }
    }
  }

  /**
   * Takes several changes in, or none.
   *
   * @throws ChangeRefusedException where one of them contradicts the intent; the draft is as it was then
   */
  void fold(List<Change.Edit> changes, Origin by) throws ChangeRefusedException {
    var intentBefore = intent;
    var healthBefore = health;
    var standingsBefore = standings;
    var changesBefore = changes;
    var drainingBefore = draining;
    var chronicleBefore = chronicle;
    var wantedBefore = wanted;
    var dirtyBefore = new TreeSet<>(dirty);
    try {
      for (var change : changes) {
        fold(change, by);
      }
    } catch (ChangeRefusedException e) {
      intent = intentBefore;
      health = healthBefore;
      standings = standingsBefore;
      changes = changesBefore;
      draining = drainingBefore;
      chronicle = chronicleBefore;
      wanted = wantedBefore;
      dirty.retainAll(dirtyBefore);
      throw e;
    }
  }

  /**
   * Takes in that drains are at their end, those which are still wanted as they were.
   *
   * @param ends of drains that ran
   */
  void end(List<DrainEnd> ends) {
    for (var end : ends) {
      var ref = end.server();
      var owner = intent.service(ref.service());
      var server = intent.server(ref.service(), ref.server());
      if (owner != null && server != null && server.incarnation() == ref.incarnation()
          && server.admin().equals(end.state())) {
        var change = end.state().keep()
            ? administer(ref.service(), ref.server(), AdminState.QUIESCED)
            : new Change.RemoveServer(ref.service(), ref.server());
        try {
          fold(change, owner.origin());
        } catch (ChangeRefusedException e) {
          throw new IllegalStateException("a drain cannot end: " + e.getMessage(), e);
        }
        ended.add(end);
      }
    }
  }

  /**
   * Takes in that drains were at their end before they began: a document may want one whose time is over.
   *
   * @param running those that began before, whose time is somebody else's to watch
   */
  void endPast(PMap<ServerRef, AdminState.Draining> running) {
    project();
    if (!draining.equals(running)) {
      end(draining.entrySet().stream()
          .filter(it -> !it.getValue().until().isAfter(now) && !it.getValue().equals(running.get(it.getKey())))
          .map(it -> new DrainEnd(it.getKey(), it.getValue(), DrainEnd.Cause.DEADLINE, 0))
          .toList());
    }
  }

  private void requireNothingPending(Origin by) throws ChangeRefusedException {
    if (pending != null && by == Origin.API) {
      throw new ChangeRefusedException(new Outcome.Conflict(
          "a change waits to be confirmed until " + pending.until() + ": confirm it or roll it back first"));
    }
  }

  private Change.Edit edit(Change.Drain drain) {
    var owner = intent.service(drain.service());
    if (owner != null && !drain.keep() && Drains.isOfDatagrams(owner.key())) {
      return new Change.RemoveServer(drain.service(), drain.server());
    }
    var until = now.plus(drain.within()).truncatedTo(ChronoUnit.MILLIS);
    return administer(drain.service(), drain.server(), new AdminState.Draining(until, drain.keep()));
  }

  private static Change.Edit administer(String service, String server, AdminState state) {
    return new Change.EditServer(
        service, server, new Change.ServerEdit(null, state, null, null, null, Map.of()));
  }

  /** The change with a number of its own for each new server. */
  private Change.Edit numbered(Change.Edit change) {
    return switch (change) {
      case Change.CreateService(var service, var created) -> {
        var numbered = new TreeMap<String, RealServer>();
        created.servers().forEach((name, server) ->
            numbered.put(name, server.withIncarnation(incarnations.getAsLong())));
        yield new Change.CreateService(service, created.withServers(TreePMap.fromSortedMap(numbered)));
      }
      case Change.CreateServer(var service, var server, var created) ->
          new Change.CreateServer(service, server, created.withIncarnation(incarnations.getAsLong()));
      case Change.EditService _, Change.RemoveService _, Change.EditServer _, Change.RemoveServer _ -> change;
    };
  }

  private void introduce(String service, String server) {
    var owner = Objects.requireNonNull(intent.service(service));
    var created = Objects.requireNonNull(owner.servers().get(server));
    health = health.with(new ServerRef(service, server, created.incarnation()), initial(owner, created));
  }

  /** Introduces every server of a new service. */
  private void introduce(String service) {
    var owner = Objects.requireNonNull(intent.service(service));
    var healths = new TreeMap<String, Map.Entry<ServerRef, ServerHealth>>();
    owner.servers().forEach((server, created) -> healths.put(
        server, Map.entry(new ServerRef(service, server, created.incarnation()), initial(owner, created))));
    health = health.withService(service, healths);
  }

  private ServerHealth initial(VirtualService owner, RealServer created) {
    int ceiling = ceilings.applyAsInt(owner.key(), created.key());
    return ceiling == Health.Unknown.NO_CEILING
        ? ServerHealth.initial(now, created.check().policy().initial())
        : ServerHealth.unknown(now, ceiling);
  }

  private void forget(String service, String server, VirtualService owner) {
    var removed = Objects.requireNonNull(owner.servers().get(server));
    var ref = new ServerRef(service, server, removed.incarnation());
    health = health.without(ref);
    changes = changes.with(ref, null);
    draining = draining.minus(ref);
    chronicle = chronicle.without(ref);
  }

  private Stale stale(String service) {
    return stale.computeIfAbsent(service, _ -> new Stale());
  }

  private void project(String name, VirtualService service, Stale what) {
    var before = standings.get(name);
    var standing = before;
    if (standing == null || what.all || what.othersToo) {
      standing = Projection.standing(service, healthsOf(name), before == null || before.hasQuorum());
      standings = standings.plus(name, standing);
      standingTransitions.addAll(StandingTransition.between(name, before, standing));
    }
    if (before == null || what.all || !standing.leavesWeightsOf(before)) {
      projectAll(name, service, standing);
    } else {
      for (var server : what.servers) {
        project(name, service, standing, server);
      }
    }
  }

  private void projectAll(String name, VirtualService service, PoolStanding standing) {
    var projection = Projection.of(service, standing, healthsOf(name), now);
    var known = health.ofService(name);
    service.servers().forEach((serverName, server) -> note(
        Objects.requireNonNull(known.get(serverName)).getKey(), server.admin(), projection.changes().get(serverName)));
    want(service.key(), projection.pool());
  }

  /** Projects one server only, of a service that is projected already. */
  private void project(String name, VirtualService service, PoolStanding standing, String serverName) {
    var server = service.servers().get(serverName);
    if (server == null) {
      return;
    }
    var ref = new ServerRef(name, serverName, server.incarnation());
    var weight = Projection.weight(service, standing, server, healthsOf(name).apply(serverName), now);
    note(ref, server.admin(), weight.changesAt());
    var destination = Projection.destination(server, weight);
    var pool = Objects.requireNonNull(wanted.pool(service.key()));
    if (!destination.equals(pool.destinations().get(server.key()))) {
      want(service.key(), pool.with(server.key(), destination));
    }
  }

  private void note(ServerRef ref, AdminState admin, @Nullable Instant changesAt) {
    if (admin instanceof AdminState.Draining state) {
      if (!state.equals(draining.get(ref))) {
        draining = draining.plus(ref, state);
      }
    } else if (!draining.isEmpty() && draining.containsKey(ref)) {
      draining = draining.minus(ref);
    }
    changes = changes.with(ref, changesAt);
  }

  private void want(ServiceKey service, Pool pool) {
    wanted = wanted.with(service, pool);
    dirty.add(service);
  }

  /** The health of each server of a service, by its name. */
  private Function<String, ServerHealth> healthsOf(String service) {
    var known = health.ofService(service);
    return server -> Objects.requireNonNull(known.get(server), () -> service + "/" + server).getValue();
  }

  /** What of a service has to be projected. */
  private static final class Stale {
    private final Set<String> servers = new HashSet<>();
    /** How the servers stand together may have changed. */
    private boolean othersToo;
    /** The service itself changed. */
    private boolean all;

    private void server(String name) {
      servers.add(name);
      othersToo = true;
    }
  }
}
