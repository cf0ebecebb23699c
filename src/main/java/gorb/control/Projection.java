package gorb.control;

import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.model.EffectiveWeight;
import gorb.model.PoolMoment;
import gorb.model.RealServer;
import gorb.model.Restore;
import gorb.model.Scheduler;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.ServerRole;
import gorb.model.VirtualService;
import gorb.model.WeightCause;
import gorb.model.WeightPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the data plane shall carry for a service: intent × health × time, pure.
 *
 * @param pool the pool of the service
 * @param changes when the weight of a server changes by itself, by the server's name
 */
record Projection(Pool pool, Map<String, Instant> changes) {
  private static final Set<Scheduler> BY_TABLE = Set.of(new Scheduler("mh"), new Scheduler("sh"));

  Projection {
    changes = Map.copyOf(changes);
  }

  /**
   * The pool of a service at a time.
   *
   * @param name of the service
   * @param healthOf the health of each of its servers
   */
  static Projection of(String name, VirtualService service, Function<ServerRef, ServerHealth> healthOf, Instant now) {
    var destinations = new TreeMap<ServerKey, Destination>();
    var changes = new TreeMap<String, Instant>();
    var moment = isGrowing(service) ? moment(name, service, healthOf, now) : PoolMoment.among(now);
    int serving = hasFallback(service) ? serving(name, service, healthOf, now) : 0;
    service.servers().forEach((serverName, server) -> {
      var weight = weight(server, healthOf.apply(ref(name, serverName, server)), moment, serving);
      destinations.put(server.key(), destination(server, weight));
      if (weight.changesAt() != null) {
        changes.put(serverName, weight.changesAt());
      }
    });
    return new Projection(Pool.of(service.settings(), destinations), changes);
  }

  /** The weight of one server, and why. */
  static EffectiveWeight weight(
      String name, VirtualService service, String serverName, Function<ServerRef, ServerHealth> healthOf, Instant now) {
    var server = service.servers().get(serverName);
    if (server == null) {
      throw new IllegalArgumentException("server: " + serverName + " (expected: one of service " + name + ")");
    }
    var moment = isGrowing(server) ? moment(name, service, healthOf, now) : PoolMoment.among(now);
    int serving = server.role() == ServerRole.FALLBACK ? serving(name, service, healthOf, now) : 0;
    return weight(server, healthOf.apply(ref(name, serverName, server)), moment, serving);
  }

  /**
   * @param serving how many regular servers serve; of no effect on one of them
   */
  private static EffectiveWeight weight(RealServer server, ServerHealth health, PoolMoment moment, int serving) {
    var weight = WeightPolicy.of(server, health, moment);
    if (server.role() == ServerRole.REGULAR || serving == 0) {
      return weight;
    }
    var causes = new ArrayList<>(weight.causes());
    causes.add(new WeightCause.NotNeeded(serving));
    return new EffectiveWeight(causes, weight.changesAt());
  }

  /** How many regular servers have a weight; that does not depend on how far it has grown. */
  private static int serving(
      String name, VirtualService service, Function<ServerRef, ServerHealth> healthOf, Instant now) {
    return Math.toIntExact(service.servers().entrySet().stream()
        .filter(entry -> entry.getValue().role() == ServerRole.REGULAR)
        .filter(entry -> WeightPolicy.of(entry.getValue(),
            healthOf.apply(ref(name, entry.getKey(), entry.getValue())), PoolMoment.among(now)).value() > 0)
        .count());
  }

  /** A server with a weight as a data plane carries it. */
  static Destination destination(RealServer server, EffectiveWeight weight) {
    return new Destination(weight.value(), server.forwarding(), server.thresholds());
  }

  /** Whether the weight of a server of a service may depend on the others: it grows with time, or is a fallback's. */
  static boolean isBound(VirtualService service) {
    return isGrowing(service) || hasFallback(service);
  }

  private static boolean isGrowing(VirtualService service) {
    return service.servers().values().stream().anyMatch(Projection::isGrowing);
  }

  private static boolean hasFallback(VirtualService service) {
    return service.servers().values().stream().anyMatch(server -> server.role() == ServerRole.FALLBACK);
  }

  private static boolean isGrowing(RealServer server) {
    return switch (server.check().policy().restore()) {
      case Restore.Linear _, Restore.Exponential _ -> true;
      case Restore.History _, Restore.Immediate _ -> false;
    };
  }

  private static PoolMoment moment(
      String name, VirtualService service, Function<ServerRef, ServerHealth> healthOf, Instant now) {
    var since = Instant.MAX;
    for (var entry : service.servers().entrySet()) {
      var server = entry.getValue();
      if (server.role() == ServerRole.FALLBACK) {
        continue;
      }
      var serving = WeightPolicy.servingSince(server, healthOf.apply(ref(name, entry.getKey(), server)));
      since = serving.isBefore(since) ? serving : since;
    }
    boolean byTable = BY_TABLE.contains(service.settings().scheduler());
    return new PoolMoment(now, since, byTable ? PoolMoment.FEW_STEPS : PoolMoment.MANY_STEPS);
  }

  private static ServerRef ref(String service, String name, RealServer server) {
    return new ServerRef(service, name, server.incarnation());
  }
}
