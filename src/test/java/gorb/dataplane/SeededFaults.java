package gorb.dataplane;

import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Random faults, the same for the same seed. A refusal of a lasting kind is a property of the step, as in a kernel: the
 * same step gets the same answer until {@link #heal}. A hole never hides an entry in two looks in a row.
 */
public final class SeededFaults implements Faults {
  private final RandomGenerator random;
  private final Predicate<ServiceKey> tearable;
  private final int salt;
  private double rate;
  private Set<Object> hiddenBefore = Set.of();

  /**
   * Faults at a rate of 0, until {@link #rate} sets one.
   *
   * @param tearable the services that a list with holes may lack
   */
  public SeededFaults(RandomGenerator random, Predicate<ServiceKey> tearable) {
    this.random = random;
    this.tearable = tearable;
    this.salt = random.nextInt();
  }

  /** How probable a fault is at each occasion, 0..1. */
  public void rate(double probability) {
    rate = probability;
  }

  /** Ends every fault. */
  public void heal() {
    rate = 0;
  }

  @Override
  public Optional<Refusal.Kind> refusalOf(Step step) {
    if (rate == 0) {
      return Optional.empty();
    }
    if (isCursed(step)) {
      var lasting = new Refusal.Kind[] {
        Refusal.Kind.REJECTED, Refusal.Kind.NOT_PERMITTED, Refusal.Kind.UNSUPPORTED
      };
      return Optional.of(lasting[Math.floorMod(step.toString().hashCode(), lasting.length)]);
    }
    return random.nextDouble() < rate ? Optional.of(Refusal.Kind.TRANSIENT) : Optional.empty();
  }

  @Override
  public OptionalInt lossWithin(int steps) {
    return random.nextDouble() < rate / 2 ? OptionalInt.of(random.nextInt(steps + 1)) : OptionalInt.empty();
  }

  @Override
  public boolean failsToObserve() {
    return random.nextDouble() < rate / 2;
  }

  @Override
  public Table shown(Table table) {
    var hidden = new HashSet<>();
    var shown = table;
    if (random.nextDouble() < rate) {
      for (var entry : table.pools().entrySet()) {
        if (tearable.test(entry.getKey())) {
          shown = torn(shown, entry.getKey(), entry.getValue(), hidden);
        }
      }
    }
    hiddenBefore = hidden;
    return shown;
  }

  private Table torn(Table table, ServiceKey service, Pool pool, Set<Object> hidden) {
    boolean seenBefore = pool.destinations().keySet().stream().noneMatch(server -> wasHidden(service, server));
    if (seenBefore && isHole(service)) {
      hidden.add(service);
      pool.destinations().keySet().forEach(server -> hidden.add(new Place(service, server)));
      return table.without(service);
    }
    var shown = pool;
    for (var server : pool.destinations().keySet()) {
      if (isHole(new Place(service, server))) {
        hidden.add(new Place(service, server));
        shown = shown.without(server);
      }
    }
    return table.with(service, shown);
  }

  private boolean isHole(Object place) {
    return !hiddenBefore.contains(place) && random.nextInt(4) == 0;
  }

  private boolean wasHidden(ServiceKey service, ServerKey server) {
    return hiddenBefore.contains(new Place(service, server));
  }

  private boolean isCursed(Step step) {
    return switch (step) {
      case Step.AddService _, Step.EditService _, Step.AddDestination _, Step.EditDestination _ ->
          Math.floorMod(step.toString().hashCode() * 31 + salt, 1_000) < 100 * rate;
      case Step.RemoveService _, Step.RemoveDestination _ -> false;
    };
  }

  private record Place(ServiceKey service, ServerKey server) {}
}
