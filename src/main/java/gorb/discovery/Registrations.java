package gorb.discovery;

import gorb.control.Snapshot;
import gorb.model.IpAddress;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What of a snapshot is registered, by the identity of each registration. */
final class Registrations {
  /** The key of the metadata that says whose registration it is. */
  static final String MARK = "gorb-director";

  private static final String DIRECTOR_NAME = "gorb";
  /** The agent's HTTP server folds these out of the path of a deregistration. */
  private static final Set<String> NOT_IN_PATHS = Set.of(".", "..");

  private Registrations() {}

  /**
   * The daemon itself, and every service that has an address: a firewall mark has none. The identity of a service is
   * its name, as the original's; that of the daemon has a slash, which names of services never have.
   */
  static SortedMap<String, Registration> of(Snapshot snapshot, Director director) {
    var wanted = new TreeMap<String, Registration>();
    wanted.put(DIRECTOR_NAME + "/" + director.mark(), self(snapshot, director));
    snapshot.intent().services().forEach((name, service) -> {
      if (service.key() instanceof ServiceKey.Endpoint endpoint && !NOT_IN_PATHS.contains(name)) {
        wanted.put(name, service(snapshot, director, name, service, endpoint));
      }
    });
    return wanted;
  }

  private static Registration self(Snapshot snapshot, Director director) {
    var dataplane = snapshot.dataplane().name();
    var entry = new CatalogEntry(DIRECTOR_NAME, director.address().map(IpAddress::toString).orElse(""), director.port(),
        List.of(dataplane), Map.of(MARK, director.mark(), "dataplane", dataplane));
    return snapshot.unreachable()
        .map(reason -> new Registration(entry, false, reason))
        .orElseGet(() -> new Registration(entry, true, "running"));
  }

  private static Registration service(Snapshot snapshot, Director director, String name, VirtualService service,
      ServiceKey.Endpoint endpoint) {
    var protocol = endpoint.protocol().label();
    var dataplane = snapshot.dataplane().name();
    var origin = service.origin().label();
    var entry = new CatalogEntry(name, endpoint.vip().toString(), endpoint.port(), List.of(protocol, dataplane, origin),
        Map.of(MARK, director.mark(), "protocol", protocol, "dataplane", dataplane, "origin", origin));
    long alive = service.servers().entrySet().stream()
        .filter(server -> snapshot.weightOf(name, server.getKey(), server.getValue()) > 0)
        .count();
    return new Registration(entry, alive > 0, alive + " of " + service.servers().size() + " backends have weight");
  }
}
