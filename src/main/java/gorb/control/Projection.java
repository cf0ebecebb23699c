package gorb.control;

import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.model.EffectiveWeight;
import gorb.model.PoolMoment;
import gorb.model.PoolStanding;
import gorb.model.RealServer;
import gorb.model.Scheduler;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.VirtualService;
import gorb.model.WeightPolicy;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.pcollections.TreePMap;

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
   * @param standing how its servers stand together
   * @param healthOf the health of each of its servers, by name
   */
  static Projection of(
      VirtualService service, PoolStanding standing, Function<String, ServerHealth> healthOf, Instant now) {
    var destinations = new TreeMap<ServerKey, Destination>();
    var changes = new TreeMap<String, Instant>();
    var moment = moment(service, standing, now);
    service.servers().forEach((serverName, server) -> {
      var weight = WeightPolicy.of(server, healthOf.apply(serverName), moment);
      destinations.put(server.key(), destination(server, weight));
      if (weight.changesAt() != null) {
        changes.put(serverName, weight.changesAt());
      }
    });
    return new Projection(new Pool(service.settings(), TreePMap.fromSortedMap(destinations)), changes);
  }

  /** The weight of one server, and why. */
  static EffectiveWeight weight(
      VirtualService service, PoolStanding standing, RealServer server, ServerHealth health, Instant now) {
    return WeightPolicy.of(server, health, moment(service, standing, now));
  }

  /**
   * How the servers of a service stand together; takes time by their number.
   *
   * @param healthOf the health of each of its servers, by name
   * @param hadQuorum whether the service had its quorum before; true for a new one
   */
  static PoolStanding standing(
      VirtualService service, Function<String, ServerHealth> healthOf, boolean hadQuorum) {
    return PoolStanding.of(service, (serverName, _) -> healthOf.apply(serverName), hadQuorum);
  }

  /** A server with a weight as a data plane carries it. */
  static Destination destination(RealServer server, EffectiveWeight weight) {
    return new Destination(weight.value(), server.forwarding(), server.thresholds());
  }

  private static PoolMoment moment(VirtualService service, PoolStanding standing, Instant now) {
    boolean byTable = BY_TABLE.contains(service.settings().scheduler());
    return new PoolMoment(now, standing, byTable ? PoolMoment.FEW_STEPS : PoolMoment.MANY_STEPS);
  }
}
