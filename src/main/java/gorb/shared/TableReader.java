package gorb.shared;

import gorb.control.Intent;
import gorb.document.DocumentException;
import gorb.document.SharedDocuments;
import gorb.model.ForwardingMethod;
import gorb.model.RealServer;
import gorb.model.ServerKey;
import gorb.model.VirtualService;
import gorb.shared.Layout.ServerName;
import gorb.shared.kv.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a store says. A document that cannot be read, or contradicts another, is left out and named; where it could
 * be read before, it counts as it did then. What was read once is not read again while its revision is the same.
 * Confined to one thread.
 */
final class TableReader {
  private final Layout layout;
  private final SharedDocuments documents;
  private Map<String, ReadService> knownServices = Map.of();
  private Map<String, ReadServer> knownServers = Map.of();

  TableReader(Layout layout, SharedDocuments documents) {
    this.layout = layout;
    this.documents = documents;
  }

  private record ReadService(Stored text, VirtualService service) {}

  private record ReadServer(Stored text, VirtualService owner, RealServer server) {}

  /**
   * What texts say.
   *
   * @param known what was wanted before, for documents that cannot be read now
   */
  SharedTable read(Map<String, Stored> entries, Intent known) {
    return new Reading(entries, known).table();
  }

  /** One reading. */
  private final class Reading {
    private final Map<String, Stored> entries;
    private final Intent known;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, ReadService> readServices = new HashMap<>();
    private final Map<String, ReadServer> readServers = new HashMap<>();
    private final Map<String, ServerName> names = new HashMap<>();
    private final Map<ServerName, String> places = new HashMap<>();
    private final Map<String, TreeMap<String, RealServer>> servers = new HashMap<>();
    private Intent services = Intent.EMPTY;
    private int serviceCount;

    private Reading(Map<String, Stored> entries, Intent known) {
      this.entries = entries;
      this.known = known;
    }

    private SharedTable table() {
      var sorted = new TreeMap<>(entries);
      sorted.forEach(this::service);
      // What names its service in its key comes first: it is there because the shorter key was another's.
      sorted.forEach((key, text) -> server(key, text, 2));
      sorted.forEach((key, text) -> server(key, text, 1));
      var intent = Intent.EMPTY;
      for (var service : services.services().entrySet()) {
        intent = intent.with(service.getKey(),
            service.getValue().withServers(servers.getOrDefault(service.getKey(), new TreeMap<>())));
      }
      knownServices = readServices;
      knownServers = readServers;
      var marker = Optional.ofNullable(entries.get(layout.marker())).flatMap(text -> Marker.read(text.value()));
      return new SharedTable(intent, entries, names, serviceCount, marker, problems);
    }

    private void service(String key, Stored text) {
      if (!key.startsWith(layout.services()) || Layout.isFolder(key)) {
        return;
      }
      var name = layout.serviceOf(key);
      if (name.isEmpty()) {
        problems.add(key + ": no key of a service (expected: " + layout.services() + "NAME)");
        return;
      }
      serviceCount++;
      var service = serviceOf(key, name.get(), text);
      if (service == null) {
        return;
      }
      var owner = services.nameOf(service.key());
      if (owner != null) {
        problems.add(key + ": " + service.key() + " belongs to service " + owner);
        return;
      }
      services = services.with(name.get(), service);
    }

    private @Nullable VirtualService serviceOf(String key, String name, Stored text) {
      var before = knownServices.get(key);
      if (before != null && before.text().equals(text)) {
        readServices.put(key, before);
        return before.service();
      }
      try {
        var service = documents.service(text.value());
        readServices.put(key, new ReadService(text, service));
        return service;
      } catch (DocumentException e) {
        var last = known.service(name);
        problems.add(key + ": " + e.getMessage() + consequence(last));
        return last == null ? null : last.withServers(Map.of());
      }
    }

    private void server(String key, Stored text, int segmentCount) {
      if (!key.startsWith(layout.backends()) || Layout.isFolder(key)) {
        return;
      }
      var segments = layout.segmentsOfServer(key);
      if (segments.isEmpty()) {
        if (segmentCount == 1) {
          problems.add(key + ": no key of a backend (expected: " + layout.backends() + "NAME)");
        }
        return;
      }
      if (segments.size() != segmentCount) {
        return;
      }
      var name = nameOf(key, text, segments);
      if (name == null) {
        return;
      }
      names.put(key, name);
      var owner = services.service(name.service());
      var other = places.putIfAbsent(name, key);
      if (owner == null) {
        problems.add(key + ": there is no service " + name.service());
      } else if (other != null) {
        problems.add(key + ": " + name + " is at " + other + ", too, which counts");
      } else {
        var server = serverOf(key, name, text, owner);
        if (server != null && fits(key, name, owner, server)) {
          servers.computeIfAbsent(name.service(), _ -> new TreeMap<>()).put(name.server(), server);
        }
      }
    }

    private @Nullable ServerName nameOf(String key, Stored text, List<String> segments) {
      var before = knownServers.get(key);
      var owner = SharedDocuments.ownerOf(text.value());
      if (segments.size() == 2) {
        if (owner.isPresent() && !owner.get().equals(segments.getFirst())) {
          problems.add(key + ": vsid " + owner.get() + " (expected: " + segments.getFirst() + ", as its key says)");
          return null;
        }
        return new ServerName(segments.getFirst(), segments.getLast());
      }
      if (owner.isPresent()) {
        return new ServerName(owner.get(), segments.getFirst());
      }
      if (before != null) {
        // Unreadable now: it is still for the service that it was for.
        var last = ownerBefore(segments.getFirst(), before);
        if (last != null) {
          return last;
        }
      }
      problems.add(key + ": no vsid (expected: the name of its service)");
      return null;
    }

    private @Nullable ServerName ownerBefore(String server, ReadServer before) {
      return known.services().entrySet().stream()
          .filter(service -> service.getValue().key().equals(before.owner().key())
              && service.getValue().servers().containsKey(server))
          .map(service -> new ServerName(service.getKey(), server))
          .findFirst().orElse(null);
    }

    private @Nullable RealServer serverOf(String key, ServerName name, Stored text, VirtualService owner) {
      var before = knownServers.get(key);
      if (before != null && before.text().equals(text) && before.owner().equals(owner)) {
        readServers.put(key, before);
        return before.server();
      }
      try {
        var server = documents.server(text.value(), owner);
        readServers.put(key, new ReadServer(text, owner, server));
        return server;
      } catch (DocumentException e) {
        var last = known.server(name.service(), name.server());
        problems.add(key + ": " + e.getMessage() + consequence(last));
        if (last != null) {
          readServers.put(key, new ReadServer(new Stored("", 0), owner, last));
        }
        return last;
      }
    }

    private boolean fits(String key, ServerName name, VirtualService owner, RealServer server) {
      if (server.key().address().family() != owner.key().family()
          && !(server.forwarding() instanceof ForwardingMethod.Tunnel)) {
        problems.add(key + ": " + server.key() + " behind " + owner.key() + " (only a tunnel can do that)");
        return false;
      }
      var twin = nameOf(name.service(), server.key());
      if (twin != null) {
        problems.add(key + ": " + server.key() + " belongs to backend " + name.service() + "/" + twin);
        return false;
      }
      return true;
    }

    private @Nullable String nameOf(String service, ServerKey server) {
      return servers.getOrDefault(service, new TreeMap<>()).entrySet().stream()
          .filter(it -> it.getValue().key().equals(server))
          .map(Map.Entry::getKey)
          .findFirst().orElse(null);
    }
  }

  private static String consequence(@Nullable Object last) {
    return last == null ? " (left out)" : " (it counts as it was before)";
  }
}
