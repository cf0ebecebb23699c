package gorb.store;

import gorb.control.Intent;
import gorb.model.RealServer;
import gorb.model.VirtualService;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What makes one intent of another.
 *
 * @param services those that are new or not the same, with all their servers
 * @param removed the names of those that are gone
 */
record Difference(Intent services, Set<String> removed) {
  Difference {
    removed = Set.copyOf(removed);
  }

  /** What makes the second of the first. Incarnations do not count: they are no part of intent. */
  static Difference between(Intent base, Intent next) {
    var services = Intent.EMPTY;
    for (var entry : next.services().entrySet()) {
      var before = base.service(entry.getKey());
      if (before == null || !isSame(before, entry.getValue())) {
        services = services.with(entry.getKey(), entry.getValue());
      }
    }
    var removed = new TreeSet<>(base.services().keySet());
    removed.removeAll(next.services().keySet());
    return new Difference(services, removed);
  }

  /** The other intent. Everything that changes goes before it comes: services may have exchanged their keys. */
  Intent applyTo(Intent base) {
    var next = base;
    for (var name : removed) {
      next = next.without(name);
    }
    for (var name : services.services().keySet()) {
      next = next.without(name);
    }
    for (var entry : services.services().entrySet()) {
      next = next.with(entry.getKey(), entry.getValue());
    }
    return next;
  }

  /** How many services and servers it names: what it takes to write. */
  int size() {
    return removed.size() + size(services);
  }

  /** How many services and servers an intent has. */
  static int size(Intent intent) {
    return intent.services().values().stream().mapToInt(service -> 1 + service.servers().size()).sum();
  }

  @SuppressWarnings("ReferenceEquality") // most are the same object, which spares the comparison
  private static boolean isSame(VirtualService one, VirtualService other) {
    if (one == other || one.equals(other)) {
      return true;
    }
    return one.servers().size() == other.servers().size()
        && one.withServers(other.servers()).equals(other)
        && one.servers().entrySet().stream()
            .allMatch(entry -> isSame(entry.getValue(), other.servers().get(entry.getKey())));
  }

  private static boolean isSame(RealServer one, @Nullable RealServer other) {
    return other != null && one.withIncarnation(other.incarnation()).equals(other);
  }
}
