package gorb.dataplane;

import gorb.model.ServerKey;
import java.util.Map;

/**
 * What a service has carried, servers that were removed meanwhile included.
 *
 * @param total since the service was added
 * @param perSecond the average of the last seconds
 * @param destinations those in the table now
 */
public record ServiceCounters(Traffic total, Traffic perSecond, Map<ServerKey, DestinationCounters> destinations) {
  public ServiceCounters {
    destinations = Map.copyOf(destinations);
  }
}
