package gorb.control;

import gorb.dataplane.Pool;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.plan.Ownership;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the data plane that are ours: those that we added, or may have added, and those that were there and are
 * wanted since. One stays ours until a step that removes it is taken; that a list lacks it proves nothing, since lists
 * have holes. Confined to the controller's thread.
 */
final class OwnedEntries implements Ownership {
  private final Set<ServiceKey> services = new HashSet<>();
  private final Map<ServiceKey, Set<ServerKey>> servers = new HashMap<>();

  /** Takes what is both wanted and there for ours. */
  void claim(Table wanted, Table observed, Iterable<ServiceKey> among) {
    for (var service : among) {
      var pool = wanted.pool(service);
      var there = observed.pool(service);
      if (pool != null && there != null) {
        services.add(service);
        for (var server : pool.destinations().keySet()) {
          if (!owns(service, server) && there.destinations().containsKey(server)) {
            serversOf(service).add(server);
          }
        }
      }
    }
  }

  /** Takes everything that an intent names and another does not for ours, whether it is there or not. */
  void claim(Intent intent, Intent without) {
    intent.services().forEach((name, service) -> {
      var other = without.service(name);
      var left = new HashSet<ServerKey>();
      service.servers().values().forEach(server -> left.add(server.key()));
      if (other != null && other.key().equals(service.key())) {
        other.servers().values().forEach(server -> left.remove(server.key()));
      } else {
        services.add(service.key());
      }
      if (!left.isEmpty()) {
        serversOf(service.key()).addAll(left);
      }
    });
  }

  /** Takes what a step adds for ours. */
  void claim(Step tried) {
    switch (tried) {
      case Step.AddService(var service, _) -> services.add(service);
      case Step.AddDestination(var service, var server, _) -> serversOf(service).add(server);
      case Step.EditService _, Step.EditDestination _, Step.RemoveService _, Step.RemoveDestination _ -> {}
    }
  }

  /** Forgets what a step removed that was taken. */
  void afterTaken(Step step) {
    switch (step) {
      case Step.RemoveService(var service) -> {
        services.remove(service);
        servers.remove(service);
      }
      case Step.RemoveDestination(var service, var server) -> forget(service, server);
      case Step.AddService _, Step.EditService _, Step.AddDestination _, Step.EditDestination _ -> {}
    }
  }

  /** Forgets what a step was to add that was refused. */
  void afterRefused(Step step) {
    switch (step) {
      case Step.AddService(var service, _) -> services.remove(service);
      case Step.AddDestination(var service, var server, _) -> forget(service, server);
      case Step.EditService _, Step.EditDestination _, Step.RemoveService _, Step.RemoveDestination _ -> {}
    }
  }

  /** The steps that remove what is ours, not wanted, and not in the list of what is there. */
  List<Step> unlisted(Table listed, Table wanted, Iterable<ServiceKey> among) {
    var steps = new ArrayList<Step>();
    for (var service : among) {
      var there = listed.pool(service);
      var pool = wanted.pool(service);
      if (owns(service) && pool == null) {
        if (there == null) {
          steps.add(new Step.RemoveService(service));
        }
      } else {
        for (var server : servers.getOrDefault(service, Set.of())) {
          if (!has(there, server) && !has(pool, server)) {
            steps.add(new Step.RemoveDestination(service, server));
          }
        }
      }
    }
    return steps;
  }

  /** Every service that is ours, or in which a server is. */
  Set<ServiceKey> services() {
    var all = new HashSet<>(services);
    all.addAll(servers.keySet());
    return all;
  }

  @Override
  public boolean owns(ServiceKey service) {
    return services.contains(service);
  }

  @Override
  public boolean owns(ServiceKey service, ServerKey server) {
    return servers.getOrDefault(service, Set.of()).contains(server);
  }

  private Set<ServerKey> serversOf(ServiceKey service) {
    return servers.computeIfAbsent(service, _ -> new HashSet<>());
  }

  private static boolean has(@Nullable Pool pool, ServerKey server) {
    return pool != null && pool.destinations().containsKey(server);
  }

  private void forget(ServiceKey service, ServerKey server) {
    servers.computeIfPresent(service, (_, own) -> {
      own.remove(server);
      return own.isEmpty() ? null : own;
    });
  }
}
