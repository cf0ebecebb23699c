package gorb.control;

import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.model.AdminState;
import gorb.model.CheckMethod;
import gorb.model.ForwardingMethod;
import gorb.model.HealthCheck;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * What the data plane carries and nobody wants, as intent of somebody that changes nothing of it: pure. Servers
 * are not checked, so that each keeps its weight.
 *
 * @param adopted each service that is new, or that gets servers, by name and as it would be
 * @param leftOut what cannot be adopted, in sentences
 * @param by who would want it
 */
public record Adoption(PSortedMap<String, VirtualService> adopted, List<String> leftOut, Origin by) {
  private static final HealthCheck UNCHECKED =
      new HealthCheck(new CheckMethod.Always(), HealthCheck.DEFAULT_INTERVAL, HealthCheck.DEFAULT_TIMEOUT);

  public Adoption {
    leftOut = List.copyOf(leftOut);
  }

  /** What of a snapshot's data plane clients of the API can adopt. */
  public static Adoption of(Snapshot snapshot) {
    return of(snapshot, Origin.API);
  }

  /** What of a snapshot's data plane can be adopted by somebody. */
  public static Adoption of(Snapshot snapshot, Origin by) {
    var intent = snapshot.intent();
    var adoption = new Adoption(TreePMap.empty(), List.of(), by);
    for (var pool : snapshot.observed().pools().entrySet()) {
      var name = intent.nameOf(pool.getKey());
      adoption = name == null
          ? adoption.withService(pool.getKey(), pool.getValue(), intent)
          : adoption.withServersOf(name, pool.getValue(), intent);
    }
    return adoption;
  }

  /** The same without a service, for a reason. */
  public Adoption without(String name, String reason) {
    return new Adoption(adopted.minus(name), and(List.of(reason)), by);
  }

  /** What they who adopt would want with it. */
  public Intent wanted(Snapshot snapshot) {
    var wanted = snapshot.intent().of(by);
    for (var service : adopted.entrySet()) {
      wanted = wanted.with(service.getKey(), service.getValue());
    }
    return wanted;
  }

  private Adoption withService(ServiceKey key, Pool pool, Intent intent) {
    var taken = new HashSet<>(intent.services().keySet());
    taken.addAll(adopted.keySet());
    var service = new VirtualService(key, pool.settings(), TreePMap.empty(), Map.of());
    return with(GeneratedNames.free(GeneratedNames.of(key), taken), service, pool.destinations());
  }

  private Adoption withServersOf(String name, Pool pool, Intent intent) {
    var owner = intent.services().get(name);
    if (owner == null) {
      return this;
    }
    var known = owner.servers().values().stream().map(RealServer::key).collect(Collectors.toSet());
    var strangers = without(pool.destinations(), known);
    if (strangers.isEmpty()) {
      return this;
    }
    if (owner.origin() != by) {
      return new Adoption(adopted, and(strangers.keySet().stream()
          .map(server -> server + " of " + owner.key() + ": the service belongs to another origin: "
              + owner.origin().label())
          .toList()), by);
    }
    return with(name, owner, strangers);
  }

  private Adoption with(String name, VirtualService service, PSortedMap<ServerKey, Destination> destinations) {
    var whole = service;
    var strange = new ArrayList<String>();
    for (var destination : destinations.entrySet()) {
      var server = destination.getKey();
      if (isOfTheKernel(destination.getValue().forwarding())) {
        strange.add(server + " of " + service.key() + ": its forwarding method is the kernel's to choose");
      } else {
        whole = whole.withServer(
            GeneratedNames.free(GeneratedNames.of(server), whole.servers().keySet()),
            server(server, destination.getValue()));
      }
    }
    return new Adoption(adopted.plus(name, whole), and(strange), by);
  }

  private static PSortedMap<ServerKey, Destination> without(
      PSortedMap<ServerKey, Destination> destinations, Set<ServerKey> known) {
    var rest = destinations;
    for (var server : known) {
      rest = rest.minus(server);
    }
    return rest;
  }

  private List<String> and(List<String> more) {
    var all = new ArrayList<>(leftOut);
    all.addAll(more);
    return all;
  }

  private static RealServer server(ServerKey key, Destination destination) {
    return new RealServer(key, destination.weight(), AdminState.ENABLED, destination.forwarding(),
        destination.thresholds(), UNCHECKED, 0, Map.of());
  }

  private static boolean isOfTheKernel(ForwardingMethod forwarding) {
    return switch (forwarding) {
      case ForwardingMethod.LocalNode _, ForwardingMethod.Bypass _ -> true;
      case ForwardingMethod.Masquerade _, ForwardingMethod.DirectRoute _, ForwardingMethod.Tunnel _,
          ForwardingMethod.Proxied _ -> false;
    };
  }
}
