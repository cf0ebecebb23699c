package gorb.dataplane;

import gorb.model.ServiceKey;
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
    var pool = pools.get(step.service());
    return switch (step) {
      case Step.AddService(var key, var settings) ->
          with(key, pool == null ? Pool.of(settings) : pool.with(settings));
      case Step.EditService(var key, var settings) -> pool == null ? this : with(key, pool.with(settings));
      case Step.RemoveService(var key) -> without(key);
      case Step.AddDestination(var key, var server, var destination) ->
          pool == null ? this : with(key, pool.with(server, destination));
      case Step.EditDestination(var key, var server, var destination) ->
          pool == null ? this : with(key, pool.with(server, destination));
      case Step.RemoveDestination(var key, var server) -> pool == null ? this : with(key, pool.without(server));
    };
  }
}
