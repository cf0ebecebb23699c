package gorb.dataplane;

import gorb.model.ServerKey;
import gorb.model.ServiceSettings;
import java.util.Map;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * A virtual service in a table: its settings and its destinations.
 *
 * @param settings what can be edited in place
 * @param destinations by address and port, in that order
 */
public record Pool(ServiceSettings settings, PSortedMap<ServerKey, Destination> destinations) {
  /** A service without destinations. */
  public static Pool of(ServiceSettings settings) {
    return new Pool(settings, TreePMap.empty());
  }

  /** A service with the given destinations. */
  public static Pool of(ServiceSettings settings, Map<ServerKey, Destination> destinations) {
    return new Pool(settings, TreePMap.from(destinations));
  }

  /** The same destinations with other settings. */
  public Pool with(ServiceSettings newSettings) {
    return new Pool(newSettings, destinations);
  }

  /** The service with one destination added or replaced. */
  public Pool with(ServerKey server, Destination destination) {
    return new Pool(settings, destinations.plus(server, destination));
  }

  /** The service without one destination. */
  public Pool without(ServerKey server) {
    return new Pool(settings, destinations.minus(server));
  }
}
