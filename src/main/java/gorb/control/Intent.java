package gorb.control;

import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import java.util.HashMap;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/** What the operator wants: every service with its servers. Immutable. Health never writes it. */
public final class Intent {
  /** Nothing is wanted. */
  public static final Intent EMPTY = new Intent(TreePMap.empty(), HashTreePMap.empty());

  private final PSortedMap<String, VirtualService> services;
  private final HashPMap<ServiceKey, String> names;

  private Intent(PSortedMap<String, VirtualService> services, HashPMap<ServiceKey, String> names) {
    this.services = services;
    this.names = names;
  }

  /**
   * The intent of services by name.
   *
   * @throws IllegalArgumentException where two have one key
   */
  public static Intent of(SortedMap<String, VirtualService> services) {
    var names = new HashMap<ServiceKey, String>();
    services.forEach((name, service) -> {
      var owner = names.put(service.key(), name);
      if (owner != null) {
        throw belongsTo(name, service.key(), owner);
      }
    });
    return new Intent(TreePMap.fromSortedMap(services), HashTreePMap.from(names));
  }

  /** The services by name; two services never have one key. */
  public PSortedMap<String, VirtualService> services() {
    return services;
  }

  /** The service of a name, or null. */
  public @Nullable VirtualService service(String name) {
    return services.get(name);
  }

  /** The server of a name within a service of a name, or null where either is missing. */
  public @Nullable RealServer server(String service, String server) {
    var owner = services.get(service);
    return owner == null ? null : owner.servers().get(server);
  }

  /** The name of the service that has a key, or null. */
  public @Nullable String nameOf(ServiceKey key) {
    return names.get(key);
  }

  /** What one origin wants of it. */
  public Intent of(Origin origin) {
    var own = this;
    for (var service : services.entrySet()) {
      if (service.getValue().origin() != origin) {
        own = own.without(service.getKey());
      }
    }
    return own;
  }

  /** Whether the other intent has the same services by name and key, whatever their settings and servers. */
  boolean hasServicesOf(Intent other) {
    return names.equals(other.names);
  }

  /**
   * The intent with one service added, or replaced by one of the same key.
   *
   * @throws IllegalArgumentException where another service has the key
   */
  public Intent with(String name, VirtualService service) {
    var owner = names.get(service.key());
    if (owner != null && !owner.equals(name)) {
      throw belongsTo(name, service.key(), owner);
    }
    return new Intent(services.plus(name, service), owner != null ? names : names.plus(service.key(), name));
  }

  /** The intent without one service and its servers. */
  public Intent without(String name) {
    var service = services.get(name);
    return service == null ? this : new Intent(services.minus(name), names.minus(service.key()));
  }

  private static IllegalArgumentException belongsTo(String name, ServiceKey key, String owner) {
    return new IllegalArgumentException("service " + name + ": " + key + " belongs to service " + owner);
  }

  @Override
  public String toString() {
    return services.toString();
  }
}
