package gorb.store;

import gorb.control.Intent;
import gorb.control.SideBySide;
import gorb.model.RealServer;
import gorb.model.VirtualService;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * What makes one intent of another.
 *
 * @param services those that are new or not the same, each with its settings and those of its servers that are
 * @param removed the names of services that are gone
 * @param removedServers the names of servers that are gone, of services that are not; a service with none is not in it
 */
record Difference(Intent services, Set<String> removed, Map<String, Set<String>> removedServers) {
  Difference {
    removed = Set.copyOf(removed);
    removedServers = Map.copyOf(removedServers);
  }

  /** What makes the second of the first. Incarnations do not count: they are no part of intent. */
  @SuppressWarnings("ReferenceEquality") // most are the same object, which spares the comparison
  static Difference between(Intent base, Intent next) {
    var services = new TreeMap<String, VirtualService>();
    var removed = new HashSet<String>();
    var removedServers = new TreeMap<String, Set<String>>();
    SideBySide.visit(base.services(), next.services(), (name, before, after) -> {
      if (after == null) {
        removed.add(name);
      } else if (before == null) {
        services.put(name, after);
      } else if (before != after) {
        var others = new TreeMap<String, RealServer>();
        var gone = new HashSet<String>();
        SideBySide.visit(before.servers(), after.servers(), (server, was, is) -> {
          if (is == null) {
            gone.add(server);
          } else if (!isSame(is, was)) {
            others.put(server, is);
          }
        });
        if (!others.isEmpty() || !gone.isEmpty() || !isSetAlike(before, after)) {
          services.put(name, after.withServers(TreePMap.fromSortedMap(others)));
        }
        if (!gone.isEmpty()) {
          removedServers.put(name, gone);
        }
      }
    });
    return new Difference(Intent.of(services), removed, removedServers);
  }

  /** The same difference where its services have all their servers, as files of the first format have them. */
  static Difference ofWholeServices(Intent services, Set<String> removed, Intent base) {
    var removedServers = new TreeMap<String, Set<String>>();
    services.services().forEach((name, service) -> {
      var before = base.service(name);
      var gone = before == null ? Set.<String>of() : gone(before.servers(), service.servers());
      if (!gone.isEmpty()) {
        removedServers.put(name, gone);
      }
    });
    return new Difference(services, removed, removedServers);
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
      var before = base.service(entry.getKey());
      PSortedMap<String, RealServer> kept = before == null ? TreePMap.empty()
          : before.servers().minusAll(removedServers.getOrDefault(entry.getKey(), Set.of()));
      next = next.with(entry.getKey(), entry.getValue().withServers(kept.plusAll(entry.getValue().servers())));
    }
    return next;
  }

  /** How many services and servers it names: what it takes to write. */
  int size() {
    return removed.size() + removedServers.values().stream().mapToInt(Set::size).sum() + size(services);
  }

  /** How many services and servers an intent has. */
  static int size(Intent intent) {
    int size = intent.services().size();
    for (var service : intent.services().values()) {
      size += service.servers().size();
    }
    return size;
  }

  private static Set<String> gone(Map<String, ?> before, Map<String, ?> after) {
    var gone = new HashSet<>(before.keySet());
    gone.removeAll(after.keySet());
    return gone;
  }

  private static boolean isSetAlike(VirtualService one, VirtualService other) {
    return one.withServers(other.servers()).equals(other);
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(RealServer one, @Nullable RealServer other) {
    return one == other || (other != null && one.withIncarnation(other.incarnation()).equals(other));
  }
}
