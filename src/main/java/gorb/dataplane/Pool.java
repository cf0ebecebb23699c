package gorb.dataplane;

import gorb.model.ServerKey;
import gorb.model.ServiceSettings;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A virtual service in a table: its settings and its destinations.
 *
 * @param settings what can be edited in place
 * @param destinations by address and port, in that order
 */
public record Pool(ServiceSettings settings, SortedMap<ServerKey, Destination> destinations) {
  public Pool {
    destinations = Collections.unmodifiableSortedMap(new TreeMap<>(destinations));
  }

  /** A service without destinations. */
  public static Pool of(ServiceSettings settings) {
    return new Pool(settings, Collections.emptySortedMap());
  }

  /** A service with the given destinations. */
  public static Pool of(ServiceSettings settings, Map<ServerKey, Destination> destinations) {
    return new Pool(settings, new TreeMap<>(destinations));
  }
}
