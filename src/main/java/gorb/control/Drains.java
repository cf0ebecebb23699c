package gorb.control;

import gorb.dataplane.Connections;
import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneException;
import gorb.model.AdminState;
import gorb.model.Protocol;
import gorb.model.ServiceKey;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * The drains that run: what connections are left, and which are at their end. While there are any, it looks at their
 * services once a second, and at no others. Confined to the controller's thread.
 *
 * <p>A deadline is a moment of the wall clock, since it outlives the process. Within the process it is kept by the clock
 * that never goes back: a wall clock that is put right neither cuts connections nor lets a drain last longer.
 */
final class Drains {
  /** From one look to the next. */
  static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  private static final System.Logger LOG = System.getLogger(Drains.class.getName());
  /** At so many services in one look; the others have their turn in the next. */
  private static final int MOST_SERVICES = 128;
  /** A deadline beyond is one that never comes; it bounds what is added to a clock of 64 bits. */
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final Dataplane dataplane;
  private final LongSupplier nanoTime;
  private final Map<ServerRef, Long> deadlines = new HashMap<>();
  /** The servers by the name of their service, the one that was looked at longest ago first. */
  private final Map<String, Set<ServerRef>> services = new LinkedHashMap<>();
  private PMap<ServerRef, AdminState.Draining> followed = HashTreePMap.empty();
  private PMap<ServerRef, DrainProgress> progress = HashTreePMap.empty();
  private long lookAt;

  Drains(Dataplane dataplane, LongSupplier nanoTime) {
    this.dataplane = dataplane;
    this.nanoTime = nanoTime;
  }

  /** What is followed: every server that drains. */
  PMap<ServerRef, AdminState.Draining> followed() {
    return followed;
  }

  /** How far each is. */
  PMap<ServerRef, DrainProgress> progress() {
    return progress;
  }

  /** Follows these from now on, and no others. */
  void follow(PMap<ServerRef, AdminState.Draining> draining, Instant now) {
    if (draining.equals(followed)) {
      return;
    }
    followed.keySet().stream().filter(server -> !draining.containsKey(server)).forEach(this::end);
    draining.forEach((server, state) -> {
      if (!state.equals(followed.get(server))) {
        begin(server, state, now);
      }
    });
    followed = draining;
    schedule(nanoTime.getAsLong());
  }

  /** How long until the next look; null where nothing drains. */
  @Nullable Duration untilLook() {
    return deadlines.isEmpty() ? null : Duration.ofNanos(Math.max(0, lookAt - nanoTime.getAsLong()));
  }

  boolean isLookDue() {
    return !deadlines.isEmpty() && nanoTime.getAsLong() - lookAt >= 0;
  }

  /** Puts a look off: there is nothing to be seen now. */
  void postpone() {
    lookAt = nanoTime.getAsLong() + LOOK_INTERVAL.toNanos();
  }

  /**
   * Looks at the connections that are left.
   *
   * @param intent which has every server that is followed
   * @return the drains that are at their end
   */
  List<DrainEnd> look(Intent intent) throws DataplaneException {
    postpone();
    for (var name : services.keySet().stream().limit(MOST_SERVICES).toList()) {
      look(name, intent);
    }
    long now = nanoTime.getAsLong();
    var ended = new ArrayList<DrainEnd>();
    followed.forEach((server, state) -> {
      var cause = cause(server, state, intent, now);
      if (cause != null) {
        ended.add(new DrainEnd(server, state, cause, left(server).orElse(0L)));
      }
    });
    schedule(now);
    return ended;
  }

  private void look(String name, Intent intent) throws DataplaneException {
    var owner = intent.service(name);
    var drained = services.remove(name);
    if (owner == null || drained == null) {
      return;
    }
    services.put(name, drained);
    var connections = dataplane.connections(owner.key());
    for (var server : drained) {
      var it = owner.servers().get(server.server());
      var seen = it == null ? null : connections.get(it.key());
      progress = progress.plus(server, seen == null ? DrainProgress.UNKNOWN : new DrainProgress(Optional.of(seen)));
    }
  }

  private DrainEnd.@Nullable Cause cause(ServerRef server, AdminState.Draining state, Intent intent, long now) {
    var owner = intent.service(server.service());
    if (owner != null && !state.keep() && isOfDatagrams(owner.key())) {
      return DrainEnd.Cause.DATAGRAMS;
    }
    if (left(server).equals(Optional.of(0L))) {
      return DrainEnd.Cause.EMPTY;
    }
    return now - deadline(server) >= 0 ? DrainEnd.Cause.DEADLINE : null;
  }

  /** Whether a service has flows instead of connections. */
  static boolean isOfDatagrams(ServiceKey service) {
    return service instanceof ServiceKey.Endpoint(var protocol, _, _) && protocol == Protocol.UDP;
  }

  private Optional<Long> left(ServerRef server) {
    var known = progress.get(server);
    return known == null ? Optional.empty() : known.connections().map(Connections::left);
  }

  private void begin(ServerRef server, AdminState.Draining state, Instant now) {
    var left = Duration.between(now, state.until());
    var bounded = left.isNegative() ? Duration.ZERO : left.compareTo(FOR_EVER) > 0 ? FOR_EVER : left;
    deadlines.put(server, nanoTime.getAsLong() + bounded.toNanos());
    progress = progress.plus(server, progress.getOrDefault(server, DrainProgress.UNKNOWN));
    services.computeIfAbsent(server.service(), _ -> new LinkedHashSet<>()).add(server);
    LOG.log(Level.INFO, "event=draining service={0} backend={1} until={2} keep={3}", server.service(), server.server(),
        state.until(), state.keep());
  }

  private void end(ServerRef server) {
    deadlines.remove(server);
    progress = progress.minus(server);
    var others = services.get(server.service());
    if (others != null && others.remove(server) && others.isEmpty()) {
      services.remove(server.service());
    }
  }

  /** The next look comes in a second, or at the first deadline before. */
  private void schedule(long now) {
    long pause = LOOK_INTERVAL.toNanos();
    for (long deadline : deadlines.values()) {
      long left = deadline - now;
      if (left > 0 && left < pause) {
        pause = left;
      }
    }
    lookAt = now + pause;
  }

  private long deadline(ServerRef server) {
    var known = deadlines.get(server);
    if (known == null) {
      throw new IllegalArgumentException("drain: " + server + " (expected: one that is followed)");
    }
    return known;
  }
}
