package gorb.plan;

import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The steps that turn one table into another, as few as there can be, in an order that never serves less than both
 * tables do: services are added or edited first, then destinations added, then edited (weights that grow before weights
 * that shrink), then removed, then services removed. Empty when nothing is left to do.
 *
 * @param steps in the order in which they are to be taken
 */
public record Plan(List<Step> steps) {
  public Plan {
    steps = List.copyOf(steps);
  }

  /**
   * The plan from what is there to what is wanted.
   *
   * @param owned says which entries of {@code observed} may be removed
   */
  public static Plan between(Table observed, Table wanted, Ownership owned) {
    var services = new TreeSet<>(wanted.pools().keySet());
    services.addAll(observed.pools().keySet());
    return between(observed, wanted, owned, services);
  }

  /** The same plan where it is known that the tables differ in some services only. */
  @SuppressWarnings("ReferenceEquality") // most pools are the same object, which spares the comparison
  public static Plan between(Table observed, Table wanted, Ownership owned, SortedSet<ServiceKey> services) {
    var steps = new Phases();
    for (var service : services) {
      var there = observed.pool(service);
      var pool = wanted.pool(service);
      if (pool != null && pool != there) {
        pool(service, there, pool, owned, steps);
      } else if (pool == null && there != null) {
        removed(service, there, owned, steps);
      }
    }
    return steps.inOrder();
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  private static void pool(
      ServiceKey service, @Nullable Pool there, Pool wanted, Ownership owned, Phases steps) {
    if (there == null) {
      steps.services.add(new Step.AddService(service, wanted.settings()));
      wanted.destinations().forEach((server, destination) ->
          steps.addedDestinations.add(new Step.AddDestination(service, server, destination)));
      return;
    }
    if (!there.settings().equals(wanted.settings())) {
      steps.services.add(new Step.EditService(service, wanted.settings()));
    }
    wanted.destinations().forEach((server, destination) ->
        destination(service, server, there.destinations().get(server), destination, steps));
    for (ServerKey server : there.destinations().keySet()) {
      if (!wanted.destinations().containsKey(server) && owned.owns(service, server)) {
        steps.removedDestinations.add(new Step.RemoveDestination(service, server));
      }
    }
  }

  /** Removes a service; of a service of somebody else, the destinations that are ours. */
  private static void removed(ServiceKey service, Pool there, Ownership owned, Phases steps) {
    if (owned.owns(service)) {
      steps.removedServices.add(new Step.RemoveService(service));
    } else {
      there.destinations().keySet().stream()
          .filter(server -> owned.owns(service, server))
          .forEach(server -> steps.removedDestinations.add(new Step.RemoveDestination(service, server)));
    }
  }

  private static void destination(
      ServiceKey service,
      ServerKey server,
      @Nullable Destination there,
      Destination wanted,
      Phases steps) {
    if (there == null) {
      steps.addedDestinations.add(new Step.AddDestination(service, server, wanted));
    } else if (!there.equals(wanted)) {
      (wanted.weight() >= there.weight() ? steps.grownDestinations : steps.shrunkDestinations)
          .add(new Step.EditDestination(service, server, wanted));
    }
  }

  /** The steps by their place in the order. */
  private static final class Phases {
    private final List<Step> services = new ArrayList<>();
    private final List<Step> addedDestinations = new ArrayList<>();
    private final List<Step> grownDestinations = new ArrayList<>();
    private final List<Step> shrunkDestinations = new ArrayList<>();
    private final List<Step> removedDestinations = new ArrayList<>();
    private final List<Step> removedServices = new ArrayList<>();

    private Plan inOrder() {
      var all = new ArrayList<Step>();
      all.addAll(services);
      all.addAll(addedDestinations);
      all.addAll(grownDestinations);
      all.addAll(shrunkDestinations);
      all.addAll(removedDestinations);
      all.addAll(removedServices);
      return new Plan(all);
    }
  }
}
