package gorb.control;

import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.plan.Ownership;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The entries of the data plane that are ours: wanted at some time, and not yet seen removed. An entry that is only
 * absent from a list stays owned, since lists have holes. Confined to the controller's thread.
 */
final class OwnedEntries implements Ownership {
  private final Map<ServiceKey, Set<ServerKey>> entries = new HashMap<>();

  /** Takes everything that is wanted of some services for ours. */
  void claim(Table wanted, Iterable<ServiceKey> services) {
    for (var service : services) {
      var pool = wanted.pool(service);
      if (pool != null) {
        entries.computeIfAbsent(service, _ -> new HashSet<>()).addAll(pool.destinations().keySet());
      }
    }
  }

  /** Forgets what a step removed that was taken. */
  void release(Step taken) {
    switch (taken) {
      case Step.RemoveService(var service) -> entries.remove(service);
      case Step.RemoveDestination(var service, var server) -> {
        var servers = entries.get(service);
        if (servers != null) {
          servers.remove(server);
        }
      }
      case Step.AddService _, Step.EditService _, Step.AddDestination _, Step.EditDestination _ -> {}
    }
  }

  /** Every service that is ours. */
  Set<ServiceKey> services() {
    return entries.keySet();
  }

  @Override
  public boolean owns(ServiceKey service) {
    return entries.containsKey(service);
  }

  @Override
  public boolean owns(ServiceKey service, ServerKey server) {
    var servers = entries.get(service);
    return servers != null && servers.contains(server);
  }
}
