package gorb.control;

import gorb.dataplane.Destination;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.plan.Ownership;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Entries of others that a change has edited which is not decided yet, as they were found: a change that is refused
 * gives them back. Confined to the controller's thread.
 */
final class BorrowedEntries {
  private final Map<Entry, Step> asFound = new LinkedHashMap<>();

  /** Remembers what a step is about to edit, unless it is ours. */
  void borrow(Step tried, Table observed, Ownership owned) {
    switch (tried) {
      case Step.EditService(var service, _) -> {
        var pool = observed.pool(service);
        if (pool != null && !owned.owns(service)) {
          asFound.putIfAbsent(new Entry(service, null), new Step.EditService(service, pool.settings()));
        }
      }
      case Step.EditDestination(var service, var server, _) -> {
        var destination = observed.destination(service, server);
        if (destination != null && !owned.owns(service, server)) {
          asFound.putIfAbsent(new Entry(service, server), new Step.EditDestination(service, server, destination));
        }
      }
      case Step.AddService _, Step.AddDestination _, Step.RemoveService _, Step.RemoveDestination _ -> {}
    }
  }

  /** The steps that give back what is not wanted any more. */
  List<Step> giveBack(Table observed, Table wanted) {
    var steps = new ArrayList<Step>();
    asFound.forEach((entry, step) -> {
      if (entry.isIn(observed) && !entry.isIn(wanted)) {
        steps.add(step);
      }
    });
    return steps;
  }

  /** Forgets what a step gave back that was taken. */
  void afterTaken(Step step) {
    asFound.values().remove(step);
  }

  /** Forgets what is wanted for good. */
  void keep(Table wanted) {
    asFound.keySet().removeIf(entry -> entry.isIn(wanted));
  }

  /** The destination as it was found, or null where it is not borrowed. */
  @Nullable Destination found(ServiceKey service, ServerKey server) {
    return !asFound.isEmpty() && asFound.get(new Entry(service, server)) instanceof Step.EditDestination(_, _, var destination)
        ? destination
        : null;
  }

  /** Every service of which something is borrowed. */
  Stream<ServiceKey> services() {
    return asFound.keySet().stream().map(Entry::service);
  }

  /** A service, or one destination of it. */
  private record Entry(ServiceKey service, @Nullable ServerKey server) {
    boolean isIn(Table table) {
      return server == null ? table.pool(service) != null : table.destination(service, server) != null;
    }
  }
}
