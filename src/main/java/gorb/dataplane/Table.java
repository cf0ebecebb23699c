package gorb.dataplane;

import gorb.model.ForwardingMethod;
import gorb.model.ServerKey;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * A virtual server table: what a data plane carries, or shall carry. Counters are not part of it.
 *
 * @param pools by service, in the order of {@link ServiceKey}; persistent, so that a table of thousands of services
 *     with one change costs no copy
 */
public record Table(PSortedMap<ServiceKey, Pool> pools) {
  /** No service at all. */
  public static final Table EMPTY = new Table(TreePMap.empty());

  /** A table of the given services. */
  public static Table of(Map<ServiceKey, Pool> pools) {
    return new Table(TreePMap.from(pools));
  }

  /** The service of a key, or null where the table has none. */
  public @Nullable Pool pool(ServiceKey key) {
    return pools.get(key);
  }

  /** The destination of a key within a service of a key, or null where the table lacks either. */
  public @Nullable Destination destination(ServiceKey service, ServerKey server) {
    var pool = pools.get(service);
    return pool == null ? null : pool.destinations().get(server);
  }

  /** The table with one service added or replaced. */
  public Table with(ServiceKey key, Pool pool) {
    return new Table(pools.plus(key, pool));
  }

  /** The table without one service. */
  public Table without(ServiceKey key) {
    return new Table(pools.minus(key));
  }

  /** The table after a step that was taken. A step on a service that is not there changes nothing. */
  public Table after(Step step) {
    return after(List.of(step));
  }

  /** The table after steps that were taken, in their order. Those in a row that are of one service cost one copy of a path. */
  public Table after(List<Step> steps) {
    var after = pools;
    for (int index = 0; index < steps.size(); ) {
      var service = steps.get(index).service();
      var pool = after.get(service);
      while (index < steps.size() && steps.get(index).service().equals(service)) {
        pool = after(pool, steps.get(index++));
      }
      after = pool == null ? after.minus(service) : after.plus(service, pool);
    }
    return new Table(after);
  }

  private static @Nullable Pool after(@Nullable Pool pool, Step step) {
    return switch (step) {
      case Step.AddService(_, var settings) -> pool == null ? Pool.of(settings) : pool.with(settings);
      case Step.EditService(_, var settings) -> pool == null ? null : pool.with(settings);
      case Step.RemoveService _ -> null;
      case Step.AddDestination(_, var server, var destination) -> pool == null ? null : pool.with(server, destination);
      case Step.EditDestination(_, var server, var destination) -> pool == null ? null : pool.with(server, destination);
      case Step.RemoveDestination(_, var server) -> pool == null ? null : pool.without(server);
    };
  }

  /**
   * Why IPVS refuses a step on this table, whatever else a data plane can carry; null where it takes the step.
   * A service or a destination that is missing is transient (the table is not what the caller thought: observe again);
   * a server of another family than its service's needs a tunnel. Source: {@code ip_vs_genl_set_cmd} of ip_vs_ctl.c.
   */
  public @Nullable Refusal refusal(Step step) {
    return switch (step) {
      case Step.AddService _, Step.RemoveService _, Step.RemoveDestination _ -> null;
      case Step.EditService(var key, _) -> pools.containsKey(key) ? null : missingService(step);
      case Step.AddDestination(var key, var server, var destination) ->
          pools.containsKey(key) ? mixedFamilies(step, server, destination) : missingService(step);
      case Step.EditDestination(var key, var server, var destination) -> {
        var pool = pools.get(key);
        if (pool == null) {
          yield missingService(step);
        }
        yield pool.destinations().containsKey(server)
            ? mixedFamilies(step, server, destination)
            : new Refusal(step, Refusal.Kind.TRANSIENT, "ENOENT (No such file or directory): no such destination");
      }
    };
  }

  private static Refusal missingService(Step step) {
    return new Refusal(step, Refusal.Kind.TRANSIENT, "ESRCH (No such process): no such service");
  }

  private static @Nullable Refusal mixedFamilies(Step step, ServerKey server, Destination destination) {
    if (server.address().family() == step.service().family()
        || destination.forwarding() instanceof ForwardingMethod.Tunnel) {
      return null;
    }
    return new Refusal(
        step,
        Refusal.Kind.REJECTED,
        "EINVAL (Invalid argument): a server of another family than its service needs a tunnel");
  }
}
